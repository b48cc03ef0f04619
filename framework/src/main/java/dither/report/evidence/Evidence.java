package dither.report.evidence;

import dither.experiment.Trial;
import dither.store.LayerBits;
import dither.store.RunRecord;
import dither.store.RunState;
import dither.store.RunStore;
import dither.train.EpochMetrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The finished runs of one scale, each read once. */
public final class Evidence {
    /** How many seeds a row has unless asked for another number. */
    public static final int SEEDS = 3;

    private final RunStore store;
    private final Map<Trial, Optional<RunRecord>> read = new HashMap<>();
    private final Map<Trial, Boolean> failed = new HashMap<>();

    /** @param store where records are looked up */
    public Evidence(RunStore store) {
        this.store = store;
    }

    /** Whether nothing has been run at this scale. */
    public boolean isEmpty() {
        return store.folders().names().isEmpty();
    }

    /** The record of a trial, if it has finished. */
    public Optional<RunRecord> of(Trial trial) {
        return read.computeIfAbsent(trial, store::find);
    }

    /** Whether a trial was tried and has no result: it failed, as a training that diverges does, or a search gave it up. */
    public boolean failed(Trial trial) {
        return failed.computeIfAbsent(trial, tried -> switch (store.state(tried)) {
            case RunState.Failed _, RunState.Stopped _ -> true;
            case RunState.Finished _, RunState.Interrupted _, RunState.Missing _, RunState.Running _ -> false;
        });
    }

    /** The widths of each layer of a run after each epoch of its last stage. */
    public List<LayerBits> layerBits(Trial trial) {
        return store.layerBits(trial);
    }

    /** The epochs of a run's stages before its last. */
    public List<EpochMetrics> pretraining(Trial trial) {
        return store.pretraining(trial);
    }

    /**
     * The records of a row, by seed from 1.
     *
     * @param row a trial whose own seed does not matter
     * @param last the seed of the last one
     */
    public List<RunRecord> upTo(Trial row, int last) {
        return IntStream.rangeClosed(1, last)
                .mapToObj(seed -> of(row.seed(seed)))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * The last seed of a row that counts.
     *
     * @param declared seeds 1 to this always do; later ones up to the first that was not tried, failures included: what is left
     *     without them may be the luckier ones
     */
    public int lastSeed(Trial row, int declared) {
        int seed = declared;
        while (of(row.seed(seed + 1)).isPresent() || failed(row.seed(seed + 1))) {
            seed++;
        }
        return seed;
    }
}
