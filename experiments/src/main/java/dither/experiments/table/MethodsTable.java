package dither.experiments.table;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Methods;
import dither.experiments.setting.Setting;
import dither.report.table.Line;
import dither.report.table.Published;
import java.util.List;
import java.util.Optional;

/** A table of the DiffQ paper: the float network, post-training rounding, STE-QAT, LSQ, Quant-Noise and DiffQ on one task. */
public abstract class MethodsTable extends TableExperiment {

    /** Networks and data of the table. */
    public abstract List<Setting> settings(Scale scale);

    /** What a paper prints for a row, where that was seen. */
    Optional<Published> printed(Scale scale, Trial trial) {
        return Optional.empty();
    }

    @Override
    public final List<Line> lines(Scale scale) {
        return settings(scale).stream()
                .flatMap(setting -> Methods.all(setting).stream())
                .map(trial -> new Line(trial, trial.label(), printed(scale, trial)))
                .toList();
    }
}
