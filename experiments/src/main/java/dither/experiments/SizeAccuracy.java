package dither.experiments;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.quant.DiffQ;
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
        SizeAccuracyChart.write(report, id(), "Accuracy against file size", runs.rows(), SizeAccuracy::curve);
    }

    /** A curve per method; DiffQ's at groups of 8, with the other group sizes apart. */
    private static String curve(Runs.Row row) {
        return row.method() instanceof DiffQ diffQ && diffQ.groupSize() != 8
                ? "DiffQ, groups of " + diffQ.groupSize()
                : row.method().family();
    }
}
