package dither.report.chart;

import dither.report.evidence.Estimate;
import dither.report.evidence.Evidence;
import dither.report.evidence.Runs;
import dither.report.table.SizeTable;
import dither.report.table.Standing;
import dither.task.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.AxesChartStyler;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Score against the bytes of the compressed file: a curve per family of methods, the float model as a dashed line, and a thin
 * line of steps through the rows that no other beats in both.
 */
public final class SizeScoreChart {
    /** Room above and below the means, as a share of their spread. */
    private static final double MARGIN = 0.15;

    /** The least spread that is drawn, as a share of the scores: 0.15 points of 75. */
    private static final double LEAST_SPREAD = 0.002;

    /** As much room is made for error bars; longer ones end at the frame, or they would press all curves into a line. */
    private static final double MOST_MARGIN = 0.4;

    private SizeScoreChart() {}

    /**
     * Draws the chart, over the seeds that all rows have.
     *
     * @param name of the files
     * @param all methods on one network and its data; a {@code Float32} row becomes the dashed line
     * @param curve which curve a row belongs to
     */
    public static ShownChart of(String name, String title, List<Runs.Row> all, Function<Runs.Row, String> curve) {
        List<Runs.Row> rows = Runs.alike(all);
        Metric metric = rows.getFirst().metric();
        Map<String, List<Runs.Row>> curves = rows.stream()
                .sorted(Comparator.comparingDouble(Runs.Row::fileBytes))
                .collect(Collectors.groupingBy(curve, LinkedHashMap::new, Collectors.toList()));
        XYChart chart =
                Charts.curves(title, "file size (KiB)", "test " + metric.heading() + bars(curves.get("Float32")));
        // Half of the size is the same step everywhere, as where claims read off scores at equal size.
        chart.getStyler().setXAxisLogarithmic(true).setXAxisLogarithmicDecadeOnly(false);
        List<Runs.Row> far = far(rows, metric);
        int look = Charts.families();
        for (Map.Entry<String, List<Runs.Row>> entry : curves.entrySet()) {
            List<Runs.Row> drawn =
                    entry.getValue().stream().filter(row -> !far.contains(row)).toList();
            if (entry.getKey().equals("Float32") || drawn.isEmpty()) {
                continue;
            }
            int family = Charts.lookOf(entry.getKey());
            Charts.curve(
                    chart,
                    entry.getKey(),
                    family >= 0 ? family : look++,
                    drawn.stream().mapToDouble(row -> row.fileBytes() / 1024).toArray(),
                    drawn.stream().mapToDouble(SizeScoreChart::shown).toArray(),
                    drawn.stream()
                            .mapToDouble(row -> halfWidth(row, curves.get("Float32")))
                            .toArray());
        }
        frame(chart, rows.stream().filter(row -> !far.contains(row)).toList(), curves.get("Float32"));
        level(chart, rows, curves.get("Float32"));
        // Of one curve it would only be hidden behind it.
        if (curves.keySet().stream().filter(of -> !of.equals("Float32")).count() > 1) {
            front(chart, rows, far);
        }
        boolean labelled = label(
                chart,
                rows.stream()
                        .filter(row ->
                                !far.contains(row) && !row.method().family().equals("Float32"))
                        .toList());
        List<String> notes = notes(rows, far, curves.get("Float32"), chart.getStyler(), labelled);
        if (!Runs.seedsOf(all).isEmpty()) {
            notes.add(Runs.seedsOf(all));
        }
        if (!notes.isEmpty()) {
            Charts.note(chart, String.join("; ", notes));
        }
        return new ShownChart(name, chart, numbers(name, rows, curve, curves.get("Float32")));
    }

    /** What is written in the drawing, and what it leaves out. */
    private static List<String> notes(
            List<Runs.Row> rows, List<Runs.Row> far, List<Runs.Row> floats, AxesChartStyler frame, boolean labelled) {
        List<String> notes = new ArrayList<>();
        if (labelled) {
            notes.add("numbers: bits");
        }
        if (!far.isEmpty()) {
            notes.add("not shown: "
                    + far.stream()
                            .map(row -> row.label() + ", "
                                    + row.metric().show(row.score().mean()))
                            .collect(Collectors.joining("; ")));
        }
        List<Runs.Row> drawn = rows.stream()
                .filter(row -> !far.contains(row) && (floats == null || !floats.contains(row)))
                .toList();
        if (drawn.stream().anyMatch(row -> Double.isNaN(halfWidth(row, floats)))) {
            notes.add("no bars below " + Evidence.SEEDS + " seeds");
        }
        if (drawn.stream()
                .anyMatch(row -> shown(row) - halfWidth(row, floats) < frame.getYAxisMin()
                        || shown(row) + halfWidth(row, floats) > frame.getYAxisMax())) {
            notes.add("bars cut");
        }
        return notes;
    }

    private static String bars(List<Runs.Row> floats) {
        return "   (bars: 95 % interval" + (floats == null ? ")" : " of the difference to float)");
    }

    private static double halfWidth(Runs.Row row, List<Runs.Row> floats) {
        return row.metric().factor() * row.halfWidth(floats == null ? null : floats.getFirst());
    }

    /** The same numbers as drawn, those off the chart included. */
    private static Table numbers(
            String name, List<Runs.Row> rows, Function<Runs.Row, String> curve, List<Runs.Row> floats) {
        StringColumn curveOf = StringColumn.create("curve");
        StringColumn method = StringColumn.create("method");
        IntColumn n = IntColumn.create("n");
        DoubleColumn x = DoubleColumn.create("file_kib");
        DoubleColumn y = DoubleColumn.create("score");
        DoubleColumn error = DoubleColumn.create("bar_ci95");
        BooleanColumn front = BooleanColumn.create("front");
        List<Runs.Row> atFront = Standing.of(rows).front();
        for (Runs.Row row : rows) {
            Estimate score = row.score();
            curveOf.append(curve.apply(row));
            method.append(row.label());
            n.append(score.n());
            x.append(row.fileBytes() / 1024);
            y.append(row.metric().factor() * score.mean());
            error.append(halfWidth(row, floats));
            front.append(atFront.contains(row));
        }
        return Table.create(name, curveOf, method, n, x, y, error, front);
    }

    /** Rows so much worse than the best that they would flatten all others: they are named, not drawn. */
    private static List<Runs.Row> far(List<Runs.Row> rows, Metric metric) {
        double[] all = rows.stream()
                .mapToDouble(SizeScoreChart::shown)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (all.length == 0) {
            return rows;
        }
        double best = metric.highIsGood() ? all[all.length - 1] : all[0];
        double span = switch (metric) {
            case ACCURACY, TOP5, MISMATCHED -> 10;
            case PERPLEXITY, BITS_PER_CHARACTER -> best / 2;
            case SDR -> 3;
        };
        // A score that is not a number is as far as can be.
        return rows.stream()
                .filter(row -> !(Math.abs(shown(row) - best) <= span))
                .toList();
    }

    /** Around the means, with room for error bars that are not too long. */
    private static void frame(XYChart chart, List<Runs.Row> drawn, List<Runs.Row> floats) {
        if (drawn.isEmpty()) {
            return;
        }
        double[] means =
                drawn.stream().mapToDouble(SizeScoreChart::shown).sorted().toArray();
        double least = means[0];
        double most = means[means.length - 1];
        double spread = Math.max(most - least, LEAST_SPREAD * Math.abs(most));
        double below = 0;
        double above = 0;
        for (Runs.Row row : drawn) {
            double bar = halfWidth(row, floats);
            below = Math.max(below, Double.isNaN(bar) ? 0 : least - (shown(row) - bar));
            above = Math.max(above, Double.isNaN(bar) ? 0 : shown(row) + bar - most);
        }
        chart.getStyler().setYAxisMin(least - room(below, spread));
        chart.getStyler().setYAxisMax(most + room(above, spread));
    }

    private static double room(double wanted, double spread) {
        return Math.clamp(wanted + MARGIN / 4 * spread, MARGIN * spread, MOST_MARGIN * spread);
    }

    /** Writes the bits of methods of one width beside their points; whether there is one. */
    private static boolean label(XYChart chart, List<Runs.Row> drawn) {
        if (drawn.isEmpty()) {
            return false;
        }
        PointLabels labels = new PointLabels(
                chart,
                drawn.stream().map(row -> row.fileBytes() / 1024).toList(),
                drawn.stream().map(SizeScoreChart::shown).toList());
        boolean any = false;
        for (Runs.Row row : drawn) {
            OptionalInt bits = row.method().uniformBits();
            if (bits.isPresent()) {
                any |= labels.add(String.valueOf(bits.getAsInt()), row.fileBytes() / 1024, shown(row));
            }
        }
        return any;
    }

    private static void level(XYChart chart, List<Runs.Row> rows, List<Runs.Row> floats) {
        List<Runs.Row> quantised = rows.stream()
                .filter(row -> floats == null || !floats.contains(row))
                .toList();
        if (floats == null || quantised.isEmpty() || !Double.isFinite(shown(floats.getFirst()))) {
            return;
        }
        double from = quantised.stream().mapToDouble(Runs.Row::fileBytes).min().orElseThrow() / 1024;
        double to = quantised.stream().mapToDouble(Runs.Row::fileBytes).max().orElseThrow() / 1024;
        Runs.Row row = floats.getFirst();
        Charts.level(chart, "Float32 (" + SizeTable.kibibytes(row.fileBytes()) + " KiB)", from, to, shown(row));
    }

    /** What no other row beats in both, the float model left out: it is a line of its own. */
    private static void front(XYChart chart, List<Runs.Row> rows, List<Runs.Row> far) {
        List<Runs.Row> drawn = Standing.of(rows).front().stream()
                .filter(row -> !row.method().family().equals("Float32") && !far.contains(row))
                .sorted(Comparator.comparingDouble(Runs.Row::fileBytes))
                .toList();
        if (drawn.size() > 1) {
            // Steps: between two sizes nothing is known to be better than the smaller one.
            double[] x = new double[2 * drawn.size() - 1];
            double[] y = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = drawn.get((i + 1) / 2).fileBytes() / 1024;
                y[i] = shown(drawn.get(i / 2));
            }
            Charts.front(chart, x, y);
        }
    }

    private static double shown(Runs.Row row) {
        return row.metric().factor() * row.score().mean();
    }
}
