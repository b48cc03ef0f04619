package dither.quant.tensor;

/**
 * Where in a training a step is.
 *
 * @param step counted from 0
 * @param steps of the whole training
 * @param stepsPerEpoch steps of one pass over the data
 */
public record TrainingStep(long step, long steps, long stepsPerEpoch) {
    /** Share of the training that is over, in [0, 1). */
    public double progress() {
        return (double) step / steps;
    }

    /** Which of {@code stages} equal stages this is, from 0. */
    public long stage(int stages) {
        return step * stages / steps;
    }

    /** Where the present one of {@code stages} equal stages began: {@code ceil(k steps / stages)} for the k-th. */
    public long stageStart(int stages) {
        return first(stage(stages), stages);
    }

    /** Steps of the present stage. */
    public long stageSteps(int stages) {
        return first(stage(stages) + 1, stages) - stageStart(stages);
    }

    /** Whether a stage begins. */
    public boolean startsStage(int stages) {
        return step == stageStart(stages);
    }

    private long first(long stage, int stages) {
        return (stage * steps + stages - 1) / stages;
    }

    /** Whether a pass over the data begins. */
    public boolean startsEpoch() {
        return step % stepsPerEpoch == 0;
    }
}
