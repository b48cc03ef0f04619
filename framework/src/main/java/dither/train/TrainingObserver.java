package dither.train;

/** Told what happens in training; called on the training thread. */
public interface TrainingObserver {
    /** A step is done. */
    default void onStep() {}

    /** Whether a checkpoint is wanted now, between two steps. */
    default boolean wantsCheckpoint() {
        return false;
    }

    /** Here is one. */
    default void onCheckpoint(Checkpoint checkpoint) {}

    /** An epoch is done, evaluated and can be gone on from by {@code checkpoint}. */
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
