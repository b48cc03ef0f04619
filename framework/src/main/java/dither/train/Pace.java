package dither.train;

/**
 * How long a training step takes, by medians.
 *
 * @param step seconds of a whole step; 0 if nobody noted it
 * @param method seconds of it in which the method showed its weights to the network, passed gradients on to what it stores, and trained what
 *     belongs to it alone; 0 if nobody noted it
 */
public record Pace(double step, double method) {
    /** Of trainings that made no step, or did not note it. */
    public static final Pace UNKNOWN = new Pace(0, 0);

    /**
     * By how much longer the method makes a step, in percent of the rest of the step; not a number if that was not noted. Both parts are of the
     * same steps, so that it does not matter what else the machine did.
     */
    public double overheadPercent() {
        return method > 0 && step > method ? 100 * method / (step - method) : Double.NaN;
    }
}
