package dither.experiments.plot;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.random.RandomStream;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.chart.Charts;
import dither.report.chart.ShownChart;
import dither.report.evidence.Runs;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Why pseudo noise: on least squares whose optimum is between grid points, straight-through training jumps between the two
 * neighbours for ever, pseudo noise settles at the optimum and rounds to the nearest.
 *
 * <p>With grid points a and a + d around w*, straight-through weights hover at the boundary; the upper point is seen a share
 * {@code p = (w* - a)/d} of the steps, and the mean loss is {@code (w* - a)(a + d - w*)/2} where the nearest point costs
 * half the squared distance to it.
 */
public final class SteOscillation implements Experiment {
    private static final double RATE = 0.05;
    private static final double START = -0.4;
    private static final int SHOWN = 200;
    private static final int STEPS = 20_000;
    private static final int SETTLED = 2_000;
    /** XChart marks every so many steps where all are as far apart; with an end between steps it chooses round numbers. */
    private static final double BETWEEN = 0.5;

    @Override
    public String id() {
        return "plot-ste-oscillation";
    }

    @Override
    public String title() {
        return "Straight-through training oscillates, pseudo noise does not";
    }

    @Override
    public String reproduces() {
        return "DiffQ, figure of oscillating weights, known at second hand";
    }

    @Override
    public List<String> published() {
        return List.of(
                "By second-hand accounts the DiffQ paper shows such a figure; its constants were not seen, so ours are our own.");
    }

    /** Nothing is trained: the report computes it all. */
    @Override
    public void declare(Grid grid, Scale scale) {}

    @Override
    public void report(Runs runs, Report report) {
        frequencies(report);
        oneDimension(report);
        regression(report);
    }

    private void frequencies(Report report) {
        StringColumn optimum = StringColumn.create("w*");
        String[] names = {
            "upper point, derived",
            "upper point, measured",
            "STE mean loss, derived",
            "STE mean loss, measured",
            "STE worst loss",
            "nearest point's loss",
            "pseudo noise, mean of w",
            "pseudo noise, rounded loss"
        };
        DoubleColumn[] columns = new DoubleColumn[names.length];
        StringColumn[] texts = new StringColumn[names.length];
        for (int c = 0; c < names.length; c++) {
            columns[c] = DoubleColumn.create(names[c]);
            texts[c] = StringColumn.create(names[c]);
        }
        for (double target : List.of(0.1, 0.2, 0.3, 0.4, 0.45)) {
            ToyRegression toy = ToyRegression.oneDimensional(target, RATE);
            List<double[]> ste = settled(toy.descend(START, STEPS, null));
            List<double[]> noise = settled(toy.descend(START, STEPS, RandomStream.of(1)));
            double[] mean = {mean(noise, w -> w[0])};
            double[] row = {
                target,
                mean(ste, w -> toy.rounded(w)[0]),
                target * (1 - target) / 2,
                mean(ste, w -> toy.loss(toy.rounded(w))),
                ste.stream().mapToDouble(w -> toy.loss(toy.rounded(w))).max().orElseThrow(),
                Math.pow(Math.min(target, 1 - target), 2) / 2,
                mean[0],
                toy.loss(toy.rounded(mean))
            };
            optimum.append(String.valueOf(target));
            for (int c = 0; c < row.length; c++) {
                columns[c].append(row[c]);
                texts[c].append(String.format(Locale.ROOT, "%.4f", row[c]));
            }
        }
        String caption = "One weight, loss (w - w*)^2 / 2, grid points at whole numbers, " + STEPS + " steps at rate "
                + RATE + " of which the first " + SETTLED + " are left out.";
        report.table(
                id(),
                caption,
                Table.create(id(), optimum).addColumns(columns),
                Table.create(id(), optimum.copy()).addColumns(texts));
    }

    private static List<double[]> settled(List<double[]> path) {
        return path.subList(SETTLED, path.size());
    }

    private static double mean(List<double[]> path, ToDoubleFunction<double[]> quantity) {
        return path.stream().mapToDouble(quantity).average().orElseThrow();
    }

    private void oneDimension(Report report) {
        double target = 0.3;
        ToyRegression toy = ToyRegression.oneDimensional(target, RATE);
        List<double[]> ste = toy.descend(START, SHOWN, null);
        List<double[]> noise = toy.descend(START, SHOWN, RandomStream.of(1));
        XYChart chart = Charts.curves("One weight, optimum 0.3, grid points 0 and 1", "step", "weight");
        double[] steps = steps(SHOWN);
        double[] seen = values(ste, w -> toy.rounded(w)[0]);
        double[] latent = values(ste, w -> w[0]);
        double[] noisy = values(noise, w -> w[0]);
        Charts.line(chart, "STE: rounded weight", Charts.families(), steps, seen);
        Charts.line(chart, "STE: weight", Charts.lookOf("STE-QAT"), steps, latent);
        Charts.line(chart, "pseudo noise: weight", Charts.lookOf("DiffQ"), steps, noisy);
        Charts.level(chart, "optimum", 0, SHOWN + BETWEEN, target);
        report.chart(new ShownChart(
                id(),
                chart,
                Table.create(
                        id(),
                        DoubleColumn.create("step", steps),
                        DoubleColumn.create("STE rounded", seen),
                        DoubleColumn.create("STE weight", latent),
                        DoubleColumn.create("pseudo noise weight", noisy))));
    }

    private void regression(Report report) {
        ToyRegression toy = ToyRegression.random(64, 16, 0.5, RATE, RandomStream.of(3));
        int shown = 3 * SHOWN;
        double[] steps = steps(shown);
        double[] ste = values(toy.descend(0, shown, null), w -> toy.loss(toy.rounded(w)));
        double[] noise = values(toy.descend(0, shown, RandomStream.of(1)), w -> toy.loss(toy.rounded(w)));
        double nearest = toy.loss(toy.rounded(toy.optimum()));
        XYChart chart =
                Charts.curves("Linear regression, 16 weights on a grid of step 0.5", "step", "loss of rounded weights");
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisMax(1.5); // the start, at ten, would hide the rest
        Charts.line(chart, "STE", Charts.lookOf("STE-QAT"), steps, ste);
        Charts.line(chart, "pseudo noise", Charts.lookOf("DiffQ"), steps, noise);
        // Not the least that grid points can have: that is not found by rounding each weight by itself.
        Charts.level(chart, "float optimum, rounded", 0, shown + BETWEEN, nearest);
        report.chart(new ShownChart(
                id() + "-regression",
                chart,
                Table.create(
                        id(),
                        DoubleColumn.create("step", steps),
                        DoubleColumn.create("STE", ste),
                        DoubleColumn.create("pseudo noise", noise))));
    }

    private static double[] steps(int count) {
        return IntStream.rangeClosed(0, count).asDoubleStream().toArray();
    }

    private static double[] values(List<double[]> path, ToDoubleFunction<double[]> quantity) {
        return path.stream().mapToDouble(quantity).toArray();
    }
}
