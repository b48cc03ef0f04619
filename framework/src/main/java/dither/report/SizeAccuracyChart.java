package dither.report;

import dither.store.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Accuracy against the bytes of the compressed file: a curve per family of methods, the float model as a dashed line. */
public final class SizeAccuracyChart {
    /** Rows further below the best than this, in points, would flatten all others: they are named, not drawn. */
    private static final double SPAN = 20;

    private SizeAccuracyChart() {}

    /**
     * Draws and writes the chart.
     *
     * @param name of the files
     * @param rows all methods; a {@code Float32} row becomes the dashed line
     * @param curve which curve a row belongs to
     */
    public static void write(
            Report report, String name, String title, List<Runs.Row> rows, Function<Runs.Row, String> curve) {
        Map<String, List<Runs.Row>> curves = new LinkedHashMap<>();
        for (Runs.Row row : rows) {
            curves.computeIfAbsent(curve.apply(row), _ -> new ArrayList<>()).add(row);
        }
        XYChart chart = Charts.curves(title, "file size (KiB)", "test accuracy (%)");
        StringColumn curveOf = StringColumn.create("curve");
        StringColumn method = StringColumn.create("method");
        DoubleColumn x = DoubleColumn.create("file_kib");
        DoubleColumn y = DoubleColumn.create("accuracy_percent");
        DoubleColumn error = DoubleColumn.create("ci95_percent");
        double best =
                rows.stream().mapToDouble(SizeAccuracyChart::accuracy).max().orElseThrow();
        List<Runs.Row> below =
                rows.stream().filter(row -> accuracy(row) < best - SPAN).toList();
        int look = Charts.families();
        for (Map.Entry<String, List<Runs.Row>> entry : curves.entrySet()) {
            List<Runs.Row> points = entry.getValue().stream()
                    .sorted(Comparator.comparingDouble(Runs.Row::fileBytes))
                    .toList();
            for (Runs.Row row : points) {
                Estimate accuracy = row.estimate(RunRecord::score);
                curveOf.append(entry.getKey());
                method.append(row.label());
                x.append(row.fileBytes() / 1024);
                y.append(100 * accuracy.mean());
                error.append(100 * accuracy.halfWidth());
            }
            List<Runs.Row> drawn =
                    points.stream().filter(row -> !below.contains(row)).toList();
            if (!entry.getKey().equals("Float32") && !drawn.isEmpty()) {
                int family = Charts.lookOf(entry.getKey());
                Charts.curve(
                        chart,
                        entry.getKey(),
                        family >= 0 ? family : look++,
                        drawn.stream()
                                .mapToDouble(row -> row.fileBytes() / 1024)
                                .toArray(),
                        drawn.stream().mapToDouble(SizeAccuracyChart::accuracy).toArray(),
                        drawn.stream()
                                .mapToDouble(row ->
                                        100 * row.estimate(RunRecord::score).halfWidth())
                                .toArray());
            }
        }
        if (!below.isEmpty()) {
            chart.setXAxisTitle("file size (KiB)   [below the chart: "
                    + below.stream()
                            .map(row -> row.label() + String.format(Locale.ROOT, ", %.0f %%", accuracy(row)))
                            .collect(Collectors.joining("; "))
                    + ")");
        }
        level(chart, rows, curves.get("Float32"));
        report.chart(name, chart, Table.create(name, curveOf, method, x, y, error));
    }

    private static void level(XYChart chart, List<Runs.Row> rows, List<Runs.Row> floats) {
        List<Runs.Row> quantised = rows.stream()
                .filter(row -> floats == null || !floats.contains(row))
                .toList();
        if (floats == null || quantised.isEmpty()) {
            return;
        }
        double from = quantised.stream().mapToDouble(Runs.Row::fileBytes).min().orElseThrow() / 1024;
        double to = quantised.stream().mapToDouble(Runs.Row::fileBytes).max().orElseThrow() / 1024;
        Runs.Row row = floats.getFirst();
        String name = "Float32 (" + Report.kibibytes(row.fileBytes()) + " KiB)";
        Charts.level(chart, name, from, to, 100 * row.estimate(RunRecord::score).mean());
    }

    private static double accuracy(Runs.Row row) {
        return 100 * row.estimate(RunRecord::score).mean();
    }
}
