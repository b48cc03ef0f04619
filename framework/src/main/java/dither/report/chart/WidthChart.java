package dither.report.chart;

import dither.codec.SizeReport;
import dither.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.knowm.xchart.CategoryChart;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** How weights are spread over bit widths: a bar for each layer or each epoch, stacked by width. */
public final class WidthChart {
    private WidthChart() {}

    /**
     * A bar.
     *
     * @param name below it
     * @param weights how many there are of each width in bits
     */
    public record Bar(String name, SortedMap<Integer, Long> weights) {}

    /** A bar for each quantised layer. */
    public static List<Bar> layers(SizeReport sizes) {
        return sizes.layers().stream()
                .filter(layer -> layer.counted() && layer.meanBits() < 32)
                .map(layer -> {
                    SortedMap<Integer, Long> weights = new TreeMap<>();
                    for (int width = 0; width < layer.bitHistogram().size(); width++) {
                        if (layer.bitHistogram().get(width) > 0) {
                            weights.put(width, layer.bitHistogram().get(width));
                        }
                    }
                    return new Bar(layer.name().replace(".weight", ""), weights);
                })
                .toList();
    }

    /**
     * Draws and writes the chart.
     *
     * @param x what bars stand for
     */
    public static void write(Report report, String name, String title, String x, List<Bar> bars) {
        TreeSet<Integer> widths = new TreeSet<>();
        bars.forEach(bar -> widths.addAll(bar.weights().keySet()));
        CategoryChart chart = Charts.stackedBars(title, x, "share of weights (%)");
        List<String> names = bars.stream().map(Bar::name).toList();
        StringColumn barColumn = StringColumn.create(x);
        IntColumn widthColumn = IntColumn.create("bits");
        LongColumn weightColumn = LongColumn.create("weights");
        int shade = 0;
        for (int width : widths) {
            List<Double> shares = new ArrayList<>();
            for (Bar bar : bars) {
                long weights = bar.weights().getOrDefault(width, 0L);
                long all = bar.weights().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                shares.add(100.0 * weights / all);
                barColumn.append(bar.name());
                widthColumn.append(width);
                weightColumn.append(weights);
            }
            chart.addSeries(width + " bits", names, shares).setFillColor(Charts.shade(shade++, widths.size()));
        }
        chart.getStyler().setYAxisMax(100.0);
        report.chart(name, chart, Table.create(name, barColumn, widthColumn, weightColumn));
    }
}
