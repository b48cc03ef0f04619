package dither.nn;

import dither.nn.layer.Target;
import java.util.Arrays;
import java.util.Objects;

/**
 * Examples that go through a network together.
 *
 * @param inputs all numbers, example after example in C order; tokens as whole numbers
 * @param shape of {@code inputs}, the number of examples first
 * @param lengths how much of each example is real, the rest being padding that nobody attends to; null where all of it is
 * @param target what the network should answer
 */
public record Batch(float[] inputs, long[] shape, int[] lengths, Target target) {

    /** Whole examples with a class each. */
    public Batch(float[] inputs, long[] shape, int[] labels) {
        this(inputs, shape, null, new Target.Labels(labels));
    }

    public Batch {
        Objects.requireNonNull(inputs, "inputs");
        long product = 1;
        for (long size : shape) {
            product *= size;
        }
        if (product != inputs.length || lengths != null && lengths.length != shape[0]) {
            throw new IllegalArgumentException("a batch of shape " + Arrays.toString(shape) + " got " + inputs.length
                    + " numbers" + (lengths == null ? "" : " and " + lengths.length + " lengths"));
        }
    }

    /** This batch with other targets. */
    public Batch with(Target other) {
        return new Batch(inputs, shape, lengths, other);
    }

    /**
     * The class of each example or place.
     *
     * @throws IllegalStateException if the target is something else
     */
    public int[] labels() {
        if (target instanceof Target.Labels(int[] labels)) {
            return labels;
        }
        throw new IllegalStateException("this batch has no labels but "
                + target.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
    }

    /**
     * The class of each example, for networks that answer once per example.
     *
     * @throws IllegalArgumentException if there are more labels than examples, as in text
     * @throws IllegalStateException if the target is something else
     */
    public int[] labelOfEach() {
        if (labels().length != size()) {
            throw new IllegalArgumentException("this network answers once per example, but a batch of " + size()
                    + " examples has " + labels().length
                    + " labels; for text take a network with a loss at each place, such as TransformerLm");
        }
        return labels();
    }

    /** How many examples. */
    public int size() {
        return Math.toIntExact(shape[0]);
    }
}
