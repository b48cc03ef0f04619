package dither.quant.tensor;

/**
 * How the share of weights that get noise in a step changes in the course of a training: {@code rate x factor}. Both papers keep it
 * constant; Fan, Stock et al. 2021 leave other schedules to future work.
 */
public enum NoiseSchedule {
    /** The rate from beginning to end. */
    CONSTANT,
    /** From 0 to the rate in a straight line. */
    RISING,
    /** From the rate to 0 in a straight line. */
    FALLING;

    /** What the rate is multiplied by, in [0, 1]. */
    public double factor(TrainingStep now) {
        return switch (this) {
            case CONSTANT -> 1;
            case RISING -> now.progress();
            case FALLING -> 1 - now.progress();
        };
    }

    /** How labels call it. */
    public String label() {
        return switch (this) {
            case CONSTANT -> "";
            case RISING -> " rising";
            case FALLING -> " falling";
        };
    }
}
