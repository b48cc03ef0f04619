package dither.experiments;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.Runs;
import dither.report.SizeAccuracyChart;

/** Accuracy against bytes on disk, a curve per method: the runs of {@link DiffQImages}. */
public final class SizeAccuracy implements Experiment {

    @Override
    public String id() {
        return "plot-size-accuracy";
    }

    @Override
    public String title() {
        return "Size against accuracy, all methods";
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        new DiffQImages().declare(grid, scale);
    }

    @Override
    public void report(Runs runs, Report report) {
        SizeAccuracyChart.write(
                report,
                id(),
                "Accuracy against file size",
                runs.rows(),
                row -> row.method().family());
    }
}
