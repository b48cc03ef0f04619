package dither.report.chart;

import dither.codec.SizeReport;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.knowm.xchart.CategoryChart;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** How weights are spread over bit widths: a bar for each layer or each epoch, stacked by width. */
public final class WidthChart {
    /** Percent of a bar: what has less in all of them could not be seen. */
    private static final double LEAST_SHARE = 0.1;

    private WidthChart() {}

    /**
     * A bar.
     *
     * @param name below it
     * @param weights how many there are of each width in bits
     */
    public record Bar(String name, SortedMap<Integer, Long> weights) {
        /** Mean width of its weights. */
        public double meanBits() {
            double bits = 0;
            for (Map.Entry<Integer, Long> part : weights.entrySet()) {
                bits += (double) part.getKey() * part.getValue();
            }
            return bits / all();
        }

        long all() {
            return weights.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** A bar for each quantised layer. */
    public static List<Bar> layers(SizeReport sizes) {
        return sizes.layers().stream()
                .filter(SizeReport.Layer::quantised)
                .map(layer -> new Bar(layer.name().replace(".weight", ""), layer.weightsByWidth()))
                .toList();
    }

    private static CategoryChart chart(String title, String x, List<Bar> bars) {
        CategoryChart chart = Charts.stackedBars(title, x, "share of weights (%)");
        List<String> names = bars.stream().map(Bar::name).toList();
        for (int width : widths(bars)) {
            List<Double> shares = bars.stream()
                    .map(bar -> 100.0 * bar.weights().getOrDefault(width, 0L) / bar.all())
                    .toList();
            if (shares.stream().anyMatch(share -> share >= LEAST_SHARE)) {
                chart.addSeries(width + " bits", names, shares).setFillColor(Charts.shade(width));
            }
        }
        chart.getStyler().setYAxisMax(100.0);
        if (names.stream().allMatch(name -> name.length() < 4)) {
            chart.getStyler().setXAxisLabelRotation(0);
        }
        return chart;
    }

    /**
     * Draws the chart.
     *
     * @param name of the files
     * @param x what bars stand for
     */
    public static ShownChart of(String name, String title, String x, List<Bar> bars) {
        StringColumn barColumn = StringColumn.create(x);
        IntColumn widthColumn = IntColumn.create("bits");
        LongColumn weightColumn = LongColumn.create("weights");
        for (int width : widths(bars)) {
            for (Bar bar : bars) {
                barColumn.append(bar.name());
                widthColumn.append(width);
                weightColumn.append(bar.weights().getOrDefault(width, 0L));
            }
        }
        return new ShownChart(name, chart(title, x, bars), Table.create(name, barColumn, widthColumn, weightColumn));
    }

    private static Set<Integer> widths(List<Bar> bars) {
        Set<Integer> widths = new TreeSet<>();
        bars.forEach(bar -> widths.addAll(bar.weights().keySet()));
        return widths;
    }
}
