package dither.experiments.plot;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Cifar;
import dither.experiments.setting.EfficientNets;
import dither.experiments.setting.Language;
import dither.experiments.setting.Music;
import dither.experiments.setting.Setting;
import dither.experiments.setting.VisionTransformers;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.chart.WidthChart;
import dither.report.evidence.Runs;
import dither.store.RunRecord;
import java.util.List;

/** Where DiffQ spends its bits: widths per layer of one run of each task, at an eighth of the float network's size. */
public final class BitsPerLayer implements Experiment {

    @Override
    public String id() {
        return "plot-bits-per-layer";
    }

    @Override
    public String title() {
        return "Bits per layer learned by DiffQ";
    }

    /** One row per task. */
    public static List<Trial> trials(Scale scale) {
        List<Setting> settings =
                List.of(Cifar.standard(), new EfficientNets(), new VisionTransformers(), new Language(), new Music());
        return settings.stream().map(setting -> setting.diffQToFold(scale, 8)).toList();
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        trials(scale).forEach(grid::add);
    }

    @Override
    public void report(Runs runs, Report report) {
        for (Runs.Row row : runs.rows()) {
            RunRecord run = row.records().getFirst();
            String network = run.trial().model().name();
            String title = network + ", " + run.trial().method().label() + ", seed "
                    + run.trial().seed();
            WidthChart.write(report, id() + "-" + network, title, "layer", WidthChart.layers(run.sizes()));
        }
    }
}
