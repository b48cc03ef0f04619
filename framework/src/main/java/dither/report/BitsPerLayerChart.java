package dither.report;

import dither.codec.SizeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.knowm.xchart.CategoryChart;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** How a model's weights are spread over bit widths: a bar per quantised layer, stacked by width. */
public final class BitsPerLayerChart {
    private BitsPerLayerChart() {}

    /** Draws and writes the chart of one run. */
    public static void write(Report report, String name, String title, SizeReport sizes) {
        List<SizeReport.Layer> layers = sizes.layers().stream()
                .filter(layer -> layer.counted() && layer.meanBits() < 32)
                .toList();
        TreeSet<Integer> widths = new TreeSet<>();
        for (SizeReport.Layer layer : layers) {
            for (int width = 0; width < layer.bitHistogram().size(); width++) {
                if (layer.bitHistogram().get(width) > 0) {
                    widths.add(width);
                }
            }
        }
        CategoryChart chart = Charts.stackedBars(title, "layer", "share of weights (%)");
        List<String> names =
                layers.stream().map(l -> l.name().replace(".weight", "")).toList();
        StringColumn layerColumn = StringColumn.create("layer");
        IntColumn widthColumn = IntColumn.create("bits");
        LongColumn weightColumn = LongColumn.create("weights");
        int shade = 0;
        for (int width : widths) {
            List<Double> shares = new ArrayList<>();
            for (SizeReport.Layer layer : layers) {
                long weights = layer.bitHistogram().get(width);
                shares.add(100.0 * weights / layer.weights());
                layerColumn.append(layer.name());
                widthColumn.append(width);
                weightColumn.append(weights);
            }
            chart.addSeries(width + " bits", names, shares).setFillColor(Charts.shade(shade++, widths.size()));
        }
        chart.getStyler().setYAxisMax(100.0);
        report.chart(name, chart, Table.create(name, layerColumn, widthColumn, weightColumn));
    }
}
