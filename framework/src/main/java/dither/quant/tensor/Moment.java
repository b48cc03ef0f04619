package dither.quant.tensor;

/**
 * Where in a training a step is.
 *
 * @param step counted from 0
 * @param steps of the whole training
 * @param stepsPerEpoch steps of one pass over the data
 */
public record Moment(long step, long steps, long stepsPerEpoch) {
    /** Share of the training that is over, in [0, 1). */
    public double share() {
        return (double) step / steps;
    }

    /** Whether a pass over the data begins. */
    public boolean startsEpoch() {
        return step % stepsPerEpoch == 0;
    }
}
