package dither.experiments.plot;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiments.table.MethodsTable;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.chart.SizeScoreChart;
import dither.report.evidence.Runs;
import java.util.List;

/**
 * Score against bytes on disk of one of DiffQ's tables, a curve per method.
 *
 * @param table whose runs are drawn
 */
public record SizeScore(MethodsTable table) implements Experiment {

    @Override
    public String id() {
        return table.id().replace("table-diffq", "plot-size");
    }

    @Override
    public String title() {
        return "Size against score: " + table.title();
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        table.declare(grid, scale);
    }

    @Override
    public void report(Runs runs, Report report) {
        List<List<Runs.Row>> groups = Runs.groups(runs.rows());
        for (List<Runs.Row> group : groups) {
            String network = group.getFirst().trial().model().name();
            SizeScoreChart.write(
                    report,
                    groups.size() == 1 ? id() : id() + "-" + network,
                    network + " on " + group.getFirst().trial().data().label(),
                    group,
                    row -> row.method().family());
        }
    }
}
