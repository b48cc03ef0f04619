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

    /** Which of {@code phases} equal phases this is, from 0. */
    public long phase(int phases) {
        return step * phases / steps;
    }

    /** Where the present one of {@code phases} equal phases began: {@code ceil(k steps / phases)} for the k-th. */
    public long phaseStart(int phases) {
        return first(phase(phases), phases);
    }

    /** Steps of the present phase. */
    public long phaseSteps(int phases) {
        return first(phase(phases) + 1, phases) - phaseStart(phases);
    }

    /** Whether a phase begins. */
    public boolean startsPhase(int phases) {
        return step == phaseStart(phases);
    }

    private long first(long phase, int phases) {
        return (phase * steps + phases - 1) / phases;
    }

    /** Whether a pass over the data begins. */
    public boolean startsEpoch() {
        return step % stepsPerEpoch == 0;
    }
}
