package dither.experiment;

import dither.data.DataException;
import dither.data.DataLibrary;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the trials that have no record yet, one after the other in this process. */
public final class Executor {
    private final RunStore store;
    private final Pipeline pipeline;
    private final Progress progress;

    /**
     * @param data where data sets come from
     * @param store where records go
     * @param cache folder for checkpoints and compressed models
     */
    public Executor(DataLibrary data, RunStore store, Path cache, Progress progress) {
        this.store = store;
        this.progress = progress;
        this.pipeline = new Pipeline(data, store, new StageCache(cache), progress);
    }

    /** How many trials were run, and how many of them failed. */
    public record Outcome(int run, int failed) {}

    /** Runs what is missing; a trial that fails is recorded and does not stop the others. */
    public Outcome run(List<Trial> trials) {
        List<Trial> missing = trials.stream()
                .filter(trial -> store.status(trial) != RunStore.Status.FINISHED)
                .toList();
        Map<Signature, Long> steps = new LinkedHashMap<>();
        for (Trial trial : missing) {
            for (Trial.Stage stage : trial.stages()) {
                steps.computeIfAbsent(stage.signature(), _ -> pipeline.stepsLeft(stage));
            }
        }
        progress.total(steps.values().stream().mapToLong(Long::longValue).sum());
        int failed = 0;
        for (int i = 0; i < missing.size(); i++) {
            Trial trial = missing.get(i);
            progress.task((i + 1) + "/" + missing.size() + " " + trial.label() + ", seed " + trial.seed());
            try {
                pipeline.run(trial);
            } catch (DataException unusable) {
                throw unusable; // no other trial of the grid would fare better
            } catch (RuntimeException | OutOfMemoryError bad) {
                failed++;
                store.failed(trial, bad);
                progress.say(trial.label() + ", seed " + trial.seed() + ": " + RunStore.reason(bad));
            }
        }
        return new Outcome(missing.size(), failed);
    }
}
