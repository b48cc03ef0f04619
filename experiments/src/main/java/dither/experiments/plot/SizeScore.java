package dither.experiments.plot;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
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
        boolean one = table.settings(report.scale()).size() == 1;
        for (List<Runs.Row> group : Runs.groups(runs.rows())) {
            Trial trial = group.getFirst().trial();
            String network = trial.model().name();
            String data = trial.data().label().split(",")[0];
            report.chart(SizeScoreChart.of(
                    one ? id() : id() + "-" + Report.fileName(network + " " + data),
                    trial.place().words(),
                    group,
                    row -> row.method().family()));
        }
    }
}
