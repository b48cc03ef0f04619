package dither.train;

/**
 * How long training steps take, without the first fifth of a training, in which code is compiled.
 *
 * @param step median seconds of a step; 0 if nobody noted it
 * @param overhead seconds that the method took, over the seconds that the rest of the same steps took; 0 if nobody noted it. The method's are
 *     those in which it prepares a step, shows its weights to the network, passes gradients on to what it stores, and trains parameters
 *     that are its own or those of rounded activations. What it costs the rest, by caches or by more to clip, is not in it
 */
public record Pace(double step, double overhead) {
    /** Of trainings that made no step, or did not note it. */
    public static final Pace UNKNOWN = new Pace(0, 0);
}
