package dither.train;

/** Told what happens in training; called on the training thread. */
public interface TrainingObserver {
    /** A step is done. */
    default void onStep() {}

    /** An epoch is done, evaluated and, by now, safe in {@code checkpoint}. */
    default void onEpoch(EpochResult result, Checkpoint checkpoint) {}

    /** Where the last checkpoint was kept, for messages. */
    default String lastCheckpoint() {
        return "none";
    }

    /** Watches nothing. */
    static TrainingObserver none() {
        return new TrainingObserver() {};
    }
}
