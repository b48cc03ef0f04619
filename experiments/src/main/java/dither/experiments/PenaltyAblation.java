package dither.experiments;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.quant.DiffQ;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.ResultTable;
import dither.report.Runs;
import dither.report.SizeAccuracyChart;
import java.util.List;

/** What penalty and group size do to DiffQ. */
public final class PenaltyAblation implements Experiment {

    @Override
    public String id() {
        return "ablation-penalty";
    }

    @Override
    public String title() {
        return "DiffQ: penalty and group size";
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        grid.add(ImageSettings.base(scale));
        for (int group : List.of(1, 8, 16)) {
            for (double penalty : List.of(0.1, 1.0, 5.0, 20.0)) {
                if (scale == Scale.DESK && group != 8 && penalty != 5) {
                    continue; // would add six rows of 18 runs to an hour of desk time
                }
                grid.add(ImageSettings.trial(scale, ImageSettings.diffQ(scale, penalty, group)));
            }
        }
    }

    @Override
    public void report(Runs runs, Report report) {
        List<Runs.Row> rows = runs.rows();
        String caption = "DiffQ at several penalties (per MB) and group sizes; the columns are those of"
                + " `table-diffq-images`.";
        report.table(id(), caption, ResultTable.numbers(id(), rows), ResultTable.text(id(), rows));
        SizeAccuracyChart.write(
                report,
                id(),
                "DiffQ: accuracy against file size, one point per penalty",
                rows,
                row -> row.method() instanceof DiffQ diffQ ? "groups of " + diffQ.groupSize() : "Float32");
    }
}
