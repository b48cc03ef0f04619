package dither.track;

import dither.experiment.Trial;
import dither.store.RunStore;
import java.nio.file.Path;

/** A tool's own form of run records. */
public sealed interface Tracking permits TensorBoard, Mlflow {

    /**
     * Writes what is known of a trial, which may still be running.
     *
     * @param experiment that declares the trial
     * @param folder of the tool, for all experiments
     * @return whether there was something to write; a tool may want finished trials only
     */
    boolean export(String experiment, Trial trial, RunStore store, Path folder);
}
