package dither.experiments.plot;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiments.setting.EfficientNets;
import dither.experiments.setting.Music;
import dither.experiments.setting.Setting;
import dither.quant.DiffQ;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.chart.Charts;
import dither.report.chart.ShownChart;
import dither.report.chart.WidthChart;
import dither.report.evidence.Runs;
import dither.store.LayerBits;
import dither.store.RunRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** How widths travel in the course of a training, epoch by epoch, of the tasks with the most epochs: the whole network's, and those of single layers. */
public final class BitsOverTraining implements Experiment {

    @Override
    public String id() {
        return "plot-bits-over-training";
    }

    @Override
    public String title() {
        return "Bits in the course of DiffQ's training";
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        for (Setting setting : List.of(Music.at(scale), EfficientNets.at(scale))) {
            grid.add(setting.diffQToFold(8));
        }
    }

    @Override
    public void report(Runs runs, Report report) {
        for (Runs.Row row : runs.rows()) {
            RunRecord run = row.records().getFirst();
            SortedMap<Integer, SortedMap<Integer, Long>> epochs = new TreeMap<>();
            for (LayerBits layer : runs.layerBits(run)) {
                SortedMap<Integer, Long> epoch = epochs.computeIfAbsent(layer.epoch(), _ -> new TreeMap<>());
                layer.weights().headMap(32).forEach((width, weights) -> epoch.merge(width, weights, Long::sum));
            }
            List<WidthChart.Bar> bars = new ArrayList<>();
            if (run.trial().method() instanceof DiffQ diffQ && !epochs.isEmpty()) {
                long all = epochs.firstEntry().getValue().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                bars.add(new WidthChart.Bar(
                        "0", new TreeMap<>(Map.of(diffQ.bits().initial(), all))));
            }
            for (Map.Entry<Integer, SortedMap<Integer, Long>> epoch : epochs.entrySet()) {
                bars.add(new WidthChart.Bar(String.valueOf(epoch.getKey()), epoch.getValue()));
            }
            String network = run.trial().model().name();
            report.chart(WidthChart.of(
                    id() + "-" + network,
                    network + ", " + run.trial().method().label() + ", seed "
                            + run.trial().seed(),
                    "epoch",
                    bars));
            layers(runs, run).ifPresent(report::chart);
        }
    }

    /** Mean bits of the layers that end widest and narrowest, and of the first and the last that are quantised. */
    private Optional<ShownChart> layers(Runs runs, RunRecord run) {
        Map<String, SortedMap<Integer, Double>> bits = new LinkedHashMap<>();
        for (LayerBits layer : runs.layerBits(run)) {
            SortedMap<Integer, Long> learned = layer.weights().headMap(32);
            if (!learned.isEmpty()) {
                bits.computeIfAbsent(layer.layer().replace(".weight", ""), _ -> new TreeMap<>())
                        .put(layer.epoch(), new WidthChart.Bar("", learned).meanBits());
            }
        }
        if (bits.isEmpty() || bits.values().iterator().next().size() < 2) {
            return Optional.empty();
        }
        List<String> names = List.copyOf(bits.keySet());
        Comparator<String> byLast =
                Comparator.comparing(name -> bits.get(name).lastEntry().getValue());
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put(Collections.max(names, byLast), "widest");
        shown.putIfAbsent(Collections.min(names, byLast), "narrowest");
        shown.putIfAbsent(names.getFirst(), "first quantised");
        shown.putIfAbsent(names.getLast(), "last quantised");
        String network = run.trial().model().name();
        XYChart chart = Charts.curves(
                network + ", " + run.trial().method().label() + ", seed "
                        + run.trial().seed(),
                "epoch",
                "mean bits of a layer");
        StringColumn layerColumn = StringColumn.create("layer");
        IntColumn epochColumn = IntColumn.create("epoch");
        DoubleColumn bitsColumn = DoubleColumn.create("mean_bits");
        int look = Charts.families();
        for (Map.Entry<String, String> one : shown.entrySet()) {
            SortedMap<Integer, Double> epochs = bits.get(one.getKey());
            Charts.curve(
                    chart,
                    one.getKey() + " (" + one.getValue() + ")",
                    look++,
                    epochs.keySet().stream().mapToDouble(Integer::doubleValue).toArray(),
                    epochs.values().stream().mapToDouble(Double::doubleValue).toArray(),
                    null);
            epochs.forEach((epoch, mean) -> {
                layerColumn.append(one.getKey());
                epochColumn.append(epoch);
                bitsColumn.append(mean);
            });
        }
        String name = id() + "-layers-" + network;
        return Optional.of(new ShownChart(name, chart, Table.create(name, layerColumn, epochColumn, bitsColumn)));
    }
}
