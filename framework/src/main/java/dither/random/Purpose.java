package dither.random;

/**
 * What randomness is used for in a trial; each purpose has its own stream, so adding draws to one leaves the others
 * as they were.
 */
public enum Purpose {
    /** Initial weights. */
    INIT,
    /** Order of the examples in an epoch. */
    SHUFFLE,
    /** Crops and flips. */
    AUGMENTATION,
    /** Quantisation noise and masks. */
    NOISE,
    /** Generated data sets and subsets of real ones. */
    DATA,
    /** Choices within a method, such as the start of k-means. */
    METHOD,
    /** Layers that a step leaves out. */
    LAYER_DROP,
    /** Numbers and blocks that layers drop in training. */
    DROPOUT,
    /** Batches that running statistics are estimated on. */
    STATISTICS;

    /** The stream of this purpose under {@code seed}. */
    public RandomStream stream(long seed) {
        return RandomStream.of(seed).at(name());
    }
}
