package dither.experiments.table;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Methods;
import dither.experiments.setting.Setting;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.Published;
import dither.report.table.ResultTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A table of the DiffQ paper: the float network, post-training rounding, STE-QAT, LSQ, Quant-Noise and DiffQ on one task. */
public abstract class MethodsTable implements Experiment {

    /** Networks and data of the table. */
    public abstract List<Setting> settings(Scale scale);

    @Override
    public void declare(Grid grid, Scale scale) {
        settings(scale).forEach(setting -> Methods.all(setting, scale).forEach(grid::add));
    }

    @Override
    public void report(Runs runs, Report report) {
        report.table(
                ResultTable.of(id(), runs.rows()).published(row -> printed(report.scale(), row.trial())),
                caption(runs.rows()));
    }

    /** What a paper prints for a row, where that was seen. */
    Optional<Published> printed(Scale scale, Trial trial) {
        return Optional.empty();
    }

    /** What was trained on what, what counts, and what is quantised. */
    static String caption(List<Runs.Row> rows) {
        return Runs.groups(rows).stream()
                        .map(group -> {
                            Trial trial = group.getFirst().trial();
                            return trial.model().name() + " on " + trial.data().label() + "; "
                                    + group.getFirst().metric().label() + " on "
                                    + trial.data().testSet() + "; quantised are tensors of more than "
                                    + trial.selection().largestLeftAlone() + " numbers"
                                    + (trial.selection().exclude().isEmpty()
                                            ? ""
                                            : " whose name does not match "
                                                    + trial.selection().exclude());
                        })
                        .collect(Collectors.joining(". "))
                + ". Scores are those of networks restored from their files, mean and 95 % interval over n seeds. Sizes in KiB of"
                + " 1,024 bytes: by the formula of the paper that the method is from, as zlib deflates the levels, and of the file,"
                + " which also holds names, running statistics and checksums.";
    }
}
