package dither.track;

import dither.codec.AtomicFiles;
import dither.experiment.Trial;
import dither.store.LayerBits;
import dither.store.RunStore;
import dither.task.Metric;
import dither.train.EpochMetrics;
import java.nio.file.Path;
import java.util.List;

/** TensorBoard: a folder per run with an event file of losses, scores, sizes, and a histogram of bits for each layer and epoch. */
public record TensorBoard() implements Tracking {
    @Override
    public boolean export(String experiment, Trial trial, RunStore store, Path folder) {
        List<EpochMetrics> epochs = store.metrics(trial);
        if (epochs.isEmpty()) {
            return false;
        }
        EventFile events = new EventFile(store.written(trial).toEpochMilli() / 1000.0);
        for (EpochMetrics epoch : epochs) {
            events.scalar(epoch.epoch(), "loss/train", epoch.trainLoss());
            events.scalar(epoch.epoch(), "loss/test", epoch.testLoss());
            for (Metric metric : epoch.scores().keySet()) {
                events.scalar(
                        epoch.epoch(), "test/" + metric.label(), epoch.scores().get(metric));
            }
            events.scalar(epoch.epoch(), "size/mean bits", epoch.meanBits());
            events.scalar(epoch.epoch(), "size/MiB by the DiffQ formula", epoch.sizeMb());
            events.scalar(epoch.epoch(), "rate", epoch.rate());
        }
        for (LayerBits layer : store.layerBits(trial)) {
            if (!layer.weights().isEmpty()) {
                events.histogram(layer.epoch(), "bits/" + layer.layer(), layer.weights());
            }
        }
        String run = trial.label().replaceAll("[^\\w.=-]+", "-") + "-seed" + trial.seed() + "-" + trial.signature();
        AtomicFiles.write(
                folder.resolve(experiment).resolve(run).resolve("events.out.tfevents.0.dither"), events.bytes());
        return true;
    }
}
