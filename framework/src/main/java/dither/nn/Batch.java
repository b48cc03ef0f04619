package dither.nn;

import java.util.Objects;

/**
 * Examples that go through a network together.
 *
 * @param inputs all numbers, example after example in C order
 * @param shape of {@code inputs}, the number of examples first
 * @param labels class of each example, from 0
 */
public record Batch(float[] inputs, long[] shape, int[] labels) {
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
