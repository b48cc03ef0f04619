package dither.experiments.plot;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiments.setting.EfficientNets;
import dither.experiments.setting.Music;
import dither.experiments.setting.Setting;
import dither.quant.DiffQ;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.chart.WidthChart;
import dither.report.evidence.Runs;
import dither.store.LayerBits;
import dither.store.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How widths travel in the course of a training: the whole network's, epoch by epoch, of the tasks with the most epochs. */
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
        }
    }
}
