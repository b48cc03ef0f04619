package dither.experiments.plot;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Language;
import dither.experiments.setting.Noisy;
import dither.experiments.table.TableExperiment;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.chart.Charts;
import dither.report.chart.ShownChart;
import dither.report.evidence.Runs;
import dither.report.table.ResultTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/** The share of weights that Quant-Noise quantises in a step: for iPQ, and for integers of 4 bits. */
public final class NoiseRate implements Experiment {

    @Override
    public String id() {
        return "plot-noise-rate";
    }

    @Override
    public String title() {
        return "The rate of Quant-Noise";
    }

    @Override
    public String reproduces() {
        return "Quant-Noise, figure over the noise rate, known at second hand";
    }

    /** Rows of iPQ by rate. */
    private static Map<Double, Trial> ipq(Scale scale) {
        Noisy noisy = new Noisy(Language.at(scale));
        Map<Double, Trial> rows = new LinkedHashMap<>();
        rows.put(0.0, noisy.ipqAfterNothing());
        for (double rate : scale == Scale.SMOKE ? new double[] {0.1, 0.8} : new double[] {0.05, 0.1, 0.2, 0.5, 0.8}) {
            rows.put(rate, noisy.ipqAfter(noisy.proxy(rate)));
        }
        return rows;
    }

    /** Rows of int4 by rate. */
    private static Map<Double, Trial> int4(Scale scale) {
        Noisy noisy = new Noisy(Language.at(scale));
        Map<Double, Trial> rows = new LinkedHashMap<>();
        rows.put(0.0, noisy.plain(4));
        rows.put(0.5, noisy.quantNoise(4));
        rows.put(1.0, noisy.qat(4));
        return rows;
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        ipq(scale).values().forEach(grid::add);
        int4(scale).values().forEach(grid::add);
    }

    @Override
    public void report(Runs runs, Report report) {
        curve(runs, report, id() + "-ipq", "iPQ after Quant-Noise that leaves blocks out", "iPQ", ipq(report.scale()));
        curve(runs, report, id() + "-int4", "int4 with Quant-Noise", "Quant-Noise", int4(report.scale()));
        report.table(
                ResultTable.of(id(), runs.rows()),
                "p is the share of weights or blocks that a training step quantises or leaves out; of integers, 1 is QAT. "
                        + TableExperiment.caption(runs.rows()));
    }

    private static void curve(
            Runs runs, Report report, String name, String title, String family, Map<Double, Trial> trials) {
        List<Double> rates = trials.keySet().stream()
                .filter(rate -> runs.row(trials.get(rate)).isPresent())
                .toList();
        if (rates.size() < 2 || !rates.contains(0.0)) {
            return;
        }
        List<Runs.Row> all = rates.stream()
                .map(rate -> runs.row(trials.get(rate)).orElseThrow())
                .toList();
        List<Runs.Row> rows = Runs.alike(all);
        Runs.Row none = rows.get(rates.indexOf(0.0));
        double[] x = rates.stream().mapToDouble(Double::doubleValue).toArray();
        double[] y = rows.stream()
                .mapToDouble(row -> row.metric().factor() * row.score().mean())
                .toArray();
        double[] error = rows.stream()
                .mapToDouble(row -> row.metric().factor() * row.halfWidth(none))
                .toArray();
        XYChart chart = Charts.curves(
                title + ": " + none.trial().place().words(),
                "noise rate p",
                "test " + none.metric().heading() + "   (bars: 95 % interval of the difference to p = 0)");
        Charts.curve(chart, family, Charts.lookOf(family), x, y, error);
        if (!Runs.seedsOf(all).isEmpty()) {
            Charts.note(chart, Runs.seedsOf(all));
        }
        chart.getStyler().setLegendVisible(false); // the title names the only curve
        report.chart(new ShownChart(
                name,
                chart,
                Table.create(
                        name,
                        DoubleColumn.create("p", x),
                        IntColumn.create(
                                "n",
                                rows.stream()
                                        .mapToInt(row -> row.records().size())
                                        .toArray()),
                        DoubleColumn.create("score", y),
                        DoubleColumn.create("bar_ci95", error))));
    }
}
