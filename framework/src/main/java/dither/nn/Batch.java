package dither.nn;

import java.util.Objects;

/**
 * Examples that go through a network together.
 *
 * @param inputs all numbers, example after example in C order
 * @param shape of {@code inputs}, the number of examples first
 * @param labels class of each example, from 0
 * @param targets probability of each class for each example, as a teacher sees it; null to aim at the labels
 */
public record Batch(float[] inputs, long[] shape, int[] labels, float[][] targets) {
    /** With labels alone. */
    public Batch(float[] inputs, long[] shape, int[] labels) {
        this(inputs, shape, labels, null);
    }

    /** This batch with other targets. */
    public Batch withTargets(float[][] other) {
        return new Batch(inputs, shape, labels, other);
    }

    public Batch {
        Objects.requireNonNull(inputs, "inputs");
        long product = 1;
        for (long size : shape) {
            product *= size;
        }
        if (product != inputs.length || shape[0] != labels.length) {
            throw new IllegalArgumentException("a batch of shape " + java.util.Arrays.toString(shape) + " got "
                    + inputs.length + " numbers and " + labels.length + " labels");
        }
    }

    /** How many examples. */
    public int size() {
        return labels.length;
    }
}
