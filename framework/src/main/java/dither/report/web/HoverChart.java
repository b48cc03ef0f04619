package dither.report.web;

import dither.report.chart.Charts;
import dither.report.chart.ShownChart;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/**
 * A chart whose values appear under the pointer, or where the keyboard is: the drawing itself, and above it a place for each
 * point or bar with what it says.
 *
 * @param title of the chart
 * @param svg the drawing
 * @param width of the drawing, in its own units
 * @param height of the drawing
 * @param points of curves
 * @param bands of bars
 * @param numbers what is drawn, for those who want to read or copy it; null where that is too long or not at hand
 */
record HoverChart(
        String title, String svg, int width, int height, List<Point> points, List<Band> bands, WebTable numbers) {
    /** Curves of more points than this are followed at so many of them. */
    private static final int MOST = 60;

    /** Longer tables are for programs; they are in the file of numbers beside the drawing. */
    private static final int MOST_ROWS = 250;

    private static final Pattern PLOT = Pattern.compile(
            "<clipPath[^>]*>\\s*<rect height=\"([\\d.]+)\" width=\"([\\d.]+)\" x=\"([\\d.]+)\" y=\"([\\d.]+)\"");

    /** A point of a curve. */
    record Point(String x, String y, String text) {
        Point and(Point other) {
            return new Point(x, y, text + "\n" + other.text);
        }
    }

    /** A bar, or bars side by side, from top to bottom of the drawing. */
    record Band(String x, String y, String width, String height, String text) {}

    /** A chart of a report: its points are called by the rows of its table. */
    static HoverChart of(ShownChart shown) {
        Table numbers = shown.shown();
        return of(shown.chart(), names(numbers), numbers.rowCount() > MOST_ROWS ? null : WebTable.of(numbers));
    }

    /** A chart whose points are called by their curves. */
    static HoverChart of(Chart<?, ?> chart) {
        return of(chart, Map.of(), null);
    }

    /** What points are, by curve and place along the axis, where a table has a row for each. */
    private static Map<String, String> names(Table numbers) {
        if (!numbers.columnNames().containsAll(List.of("curve", "method", "file_kib"))) {
            return Map.of();
        }
        Map<String, String> names = new HashMap<>();
        for (Row row : numbers) {
            names.put(row.getString("curve") + " " + row.getDouble("file_kib"), row.getString("method"));
        }
        return names;
    }

    private static HoverChart of(Chart<?, ?> chart, Map<String, String> names, WebTable numbers) {
        String svg = new String(Charts.svg(chart), StandardCharsets.UTF_8);
        List<Point> points = chart instanceof XYChart curves ? points(curves, names) : List.of();
        List<Band> bands = chart instanceof CategoryChart bars ? bands(bars, svg) : List.of();
        String inline = svg.substring(svg.indexOf("<svg"));
        return new HoverChart(chart.getTitle(), inline, chart.getWidth(), chart.getHeight(), points, bands, numbers);
    }

    private static List<Point> points(XYChart chart, Map<String, String> names) {
        Map<String, Point> points = new LinkedHashMap<>();
        for (XYSeries series : chart.getSeriesMap().values()) {
            double[] x = series.getXData();
            double[] y = series.getYData();
            double[] errors = series.getExtraValues();
            int stride = Math.max(1, Math.ceilDiv(x.length, MOST));
            for (int i = 0; i < x.length; i += stride) {
                if (!Double.isFinite(x[i]) || !Double.isFinite(y[i])) {
                    continue; // a gap in the drawing
                }
                String across = number(chart.getScreenXFromChart(x[i]));
                String down = number(chart.getScreenYFromChart(y[i]));
                String text = names.getOrDefault(series.getName() + " " + x[i], series.getName()) + ": " + number(x[i])
                        + ", " + number(y[i]) + (errors == null || !(errors[i] > 0) ? "" : " ± " + number(errors[i]));
                // Of curves that meet, such as the front and what it goes through, one place says all.
                points.merge(across + " " + down, new Point(across, down, text), Point::and);
            }
        }
        return List.copyOf(points.values());
    }

    private static List<Band> bands(CategoryChart chart, String svg) {
        Matcher plot = PLOT.matcher(svg);
        if (!plot.find()) {
            throw new IllegalStateException("the drawing of " + chart.getTitle() + " has no clipped plot area");
        }
        double height = Double.parseDouble(plot.group(1));
        double width = Double.parseDouble(plot.group(2));
        double left = Double.parseDouble(plot.group(3));
        double top = Double.parseDouble(plot.group(4));
        List<CategorySeries> all = new ArrayList<>(chart.getSeriesMap().values());
        List<?> names = new ArrayList<>(all.getFirst().getXData());
        List<List<? extends Number>> values = new ArrayList<>();
        all.forEach(series -> values.add(new ArrayList<>(series.getYData())));
        // XChart spreads categories evenly over this share of the plot's width.
        double used = chart.getStyler().getPlotContentSize() * width;
        double step = used / names.size();
        List<Band> bands = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            StringBuilder text = new StringBuilder(String.valueOf(names.get(i)));
            for (int s = 0; s < all.size(); s++) {
                double value = values.get(s).get(i).doubleValue();
                if (value != 0) {
                    text.append("\n").append(all.get(s).getName()).append(": ").append(number(value));
                }
            }
            bands.add(new Band(
                    number(left + (width - used) / 2 + i * step),
                    number(top),
                    number(step),
                    number(height),
                    text.toString()));
        }
        return bands;
    }

    /** Four digits are as many as a reader can use. */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return String.valueOf((long) value);
        }
        return new BigDecimal(value)
                .round(new MathContext(Math.abs(value) >= 1000 ? 6 : 4))
                .stripTrailingZeros()
                .toPlainString();
    }
}
