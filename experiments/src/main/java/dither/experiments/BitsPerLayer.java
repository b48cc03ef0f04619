package dither.experiments;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.report.BitsPerLayerChart;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.Runs;
import dither.store.RunRecord;

/** Where DiffQ spends its bits: widths per layer of one run. */
public final class BitsPerLayer implements Experiment {

    @Override
    public String id() {
        return "plot-bits-per-layer";
    }

    @Override
    public String title() {
        return "Bits per layer learned by DiffQ";
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        grid.add(ImageSettings.trial(scale, ImageSettings.diffQ(scale, 5, 8)));
    }

    @Override
    public void report(Runs runs, Report report) {
        RunRecord run = runs.rows().getFirst().records().getFirst();
        String title = run.trial().model().name() + ", " + run.trial().method().label() + ", seed "
                + run.trial().seed();
        BitsPerLayerChart.write(report, id(), title, run.sizes());
    }
}
