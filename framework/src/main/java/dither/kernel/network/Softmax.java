package dither.kernel.network;

import static dither.kernel.Lanes.COUNT;

import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;

/** Softmax over the rows of a matrix, and the cross-entropy of it. */
public final class Softmax {
    private Softmax() {}

    /** How many elements at the start of a row take part; the others get probability 0. */
    @FunctionalInterface
    public interface Visible {
        int of(long row);
    }

    /** {@code x[r, .] = softmax(factor x[r, .])} over the visible elements, in place. */
    public static void forward(MemorySegment x, long rows, int width, float factor, Visible visible) {
        Rows.run(rows, width, (start, end) -> {
            float[] row = new float[Chunks.padded(width)];
            float[] scratch = new float[COUNT];
            for (long r = start; r < end; r++) {
                Chunks.read(x, r * width, row, width);
                int count = visible.of(r);
                Rows.exp(row, count, Rows.max(row, count, scratch), factor);
                Rows.scale(row, (float) (1 / Rows.sum(row, scratch)));
                Memory.copy(row, 0, x, r * width, width);
            }
        });
    }

    /** {@code dp[r, .] = factor p (dp - sum(p dp))}, in place: from the gradient of the probabilities to that of the logits. */
    public static void backward(MemorySegment p, MemorySegment dp, long rows, int width, float factor) {
        Rows.run(rows, width, (start, end) -> {
            float[] probability = new float[Chunks.padded(width)];
            float[] gradient = new float[probability.length];
            float[] scratch = new float[COUNT];
            for (long r = start; r < end; r++) {
                Chunks.read(p, r * width, probability, width);
                Chunks.read(dp, r * width, gradient, width);
                pull(probability, gradient, (float) Rows.dot(probability, gradient, scratch), factor);
                Memory.copy(gradient, 0, dp, r * width, width);
            }
        });
    }

    private static void pull(float[] p, float[] dp, float mean, float factor) {
        for (int i = 0; i < p.length; i += COUNT) {
            Rows.load(dp, i).sub(mean).mul(Rows.load(p, i)).mul(factor).intoArray(dp, i);
        }
    }

    /**
     * Cross-entropy of logits.
     *
     * @param x logits [labels.length, width]; probabilities afterwards, minus one at the label if {@code gradient}: the
     *     gradient of the sum of losses. Rows without a label become zero then
     * @param labels from 0; negative for none
     * @param losses receives {@code -ln p[label]}, 0 without a label
     */
    public static void crossEntropy(MemorySegment x, int width, int[] labels, float[] losses, boolean gradient) {
        Rows.run(labels.length, width, (start, end) -> {
            float[] row = new float[Chunks.padded(width)];
            float[] scratch = new float[COUNT];
            for (int r = (int) start; r < end; r++) {
                Chunks.read(x, (long) r * width, row, width);
                float most = Rows.max(row, width, scratch);
                float own = labels[r] < 0 ? 0 : row[labels[r]] - most;
                Rows.exp(row, width, most, 1);
                double sum = Rows.sum(row, scratch);
                losses[r] = labels[r] < 0 ? 0 : (float) (Math.log(sum) - own);
                Rows.scale(row, gradient && labels[r] < 0 ? 0 : (float) (1 / sum));
                if (gradient && labels[r] >= 0) {
                    row[labels[r]] -= 1;
                }
                Memory.copy(row, 0, x, (long) r * width, width);
            }
        });
    }
}
