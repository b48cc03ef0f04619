package dither.nn.layer;

import java.util.Arrays;

/** What a network should answer to a batch; the loss is the mean over its {@link #count}. */
public sealed interface Target {
    /** The label of a place that has no part in the loss. */
    int NONE = -1;

    /** Over how many terms the mean loss is taken. */
    int count();

    /** The class of each example or, in text, of the token after each place; {@link #NONE} for those left out of the loss. */
    record Labels(int[] labels) implements Target {
        @Override
        public int count() {
            return Math.toIntExact(
                    Arrays.stream(labels).filter(label -> label != NONE).count());
        }
    }

    /** The probability of each class for each example. */
    record Shares(float[][] shares) implements Target {
        @Override
        public int count() {
            return shares.length;
        }
    }

    /** The numbers of all outputs, example after example, such as the samples of every source. */
    record Values(float[] values) implements Target {
        @Override
        public int count() {
            return values.length;
        }
    }
}
