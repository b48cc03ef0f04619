package dither.experiments.plot;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Tasks;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.chart.WidthChart;
import dither.report.claim.Words;
import dither.report.evidence.Runs;
import dither.store.RunRecord;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Where DiffQ spends its bits: widths per layer of one run of each task, at an eighth of the float network's size. */
public final class BitsPerLayer implements Experiment {

    @Override
    public String id() {
        return "plot-bits-per-layer";
    }

    @Override
    public String title() {
        return "Bits per layer learned by DiffQ";
    }

    @Override
    public String reproduces() {
        return "DiffQ, figure of widths per layer, known at second hand";
    }

    /** One row per task. */
    private static List<Trial> trials(Scale scale) {
        return Tasks.ofDiffQ(scale).stream()
                .map(setting -> setting.diffQToFold(8))
                .toList();
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        trials(scale).forEach(grid::add);
    }

    @Override
    public void report(Runs runs, Report report) {
        for (Runs.Row row : runs.rows()) {
            RunRecord run = row.records().getFirst();
            String network = run.trial().model().name();
            String title = network + ", " + run.trial().method().label() + ", seed "
                    + run.trial().seed();
            report.chart(WidthChart.of(id() + "-" + network, title, "layer", WidthChart.layers(run.sizes())));
        }
        table(runs, report);
    }

    /** How widths differ: the first, the last, the widest and the narrowest layer of each network, means over seeds. */
    private void table(Runs runs, Report report) {
        StringColumn network = StringColumn.create("network");
        List<StringColumn> shown = Stream.of(
                        "first quantised layer", "last quantised layer", "widest layer", "narrowest layer", "all")
                .map(StringColumn::create)
                .toList();
        StringColumn n = StringColumn.create("n");
        StringColumn numberNetwork = StringColumn.create("network");
        StringColumn numberLayer = StringColumn.create("layer");
        DoubleColumn numberBits = DoubleColumn.create("mean_bits");
        for (Runs.Row row : runs.rows()) {
            Map<String, Double> bits = new LinkedHashMap<>();
            for (WidthChart.Bar bar : WidthChart.layers(row.records().getFirst().sizes())) {
                bits.put(
                        bar.name(),
                        row.estimate(run -> WidthChart.layers(run.sizes()).stream()
                                        .filter(other -> other.name().equals(bar.name()))
                                        .mapToDouble(WidthChart.Bar::meanBits)
                                        .findFirst()
                                        .orElseThrow())
                                .mean());
            }
            bits.forEach((layer, mean) -> {
                numberNetwork.append(row.trial().model().name());
                numberLayer.append(layer);
                numberBits.append(mean);
            });
            List<String> names = List.copyOf(bits.keySet());
            network.append(row.trial().model().name());
            shown.get(0).append(words(names.getFirst(), bits));
            shown.get(1).append(words(names.getLast(), bits));
            shown.get(2).append(words(Collections.max(names, Comparator.comparing(bits::get)), bits));
            shown.get(3).append(words(Collections.min(names, Comparator.comparing(bits::get)), bits));
            shown.get(4)
                    .append(Words.number(
                            row.estimate(run -> run.sizes().meanBits()).mean()));
            n.append(String.valueOf(row.records().size()));
        }
        report.table(
                id(),
                "Mean bits per weight of quantised layers, DiffQ at an eighth of the float network's size, means over n seeds. The"
                        + " column \"all\" is that of all weights, those left in float included.",
                Table.create(id(), numberNetwork, numberLayer, numberBits),
                Table.create(id(), network)
                        .addColumns(shown.toArray(StringColumn[]::new))
                        .addColumns(n));
    }

    private static String words(String layer, Map<String, Double> bits) {
        return layer + ": " + Words.number(bits.get(layer));
    }
}
