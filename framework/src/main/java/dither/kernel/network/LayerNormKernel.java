package dither.kernel.network;

import static dither.kernel.Lanes.COUNT;

import dither.kernel.Blocks;
import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Normalisation of each row: {@code y = weight (x - mean) / sqrt(variance + epsilon) + bias}. */
public final class LayerNormKernel {
    private LayerNormKernel() {}

    /** @param y receives the normalised rows, shape [rows, width] */
    public static void forward(
            MemorySegment x,
            MemorySegment weight,
            MemorySegment bias,
            MemorySegment y,
            long rows,
            int width,
            double epsilon) {
        float[] scale = row(weight, width);
        float[] shift = row(bias, width);
        Rows.run(rows, width, (start, end) -> {
            float[] row = new float[scale.length];
            float[] scratch = new float[COUNT];
            for (long r = start; r < end; r++) {
                Chunks.read(x, r * width, row, width);
                standardise(row, width, epsilon, scratch);
                apply(row, scale, shift);
                Memory.copy(row, 0, y, r * width, width);
            }
        });
    }

    /**
     * Gradients of everything; the normalised rows are computed again, which is cheaper than keeping them.
     *
     * @param dweight receives {@code sum of dy xhat} over rows
     * @param dbias receives {@code sum of dy} over rows
     */
    public static void backward(
            MemorySegment x,
            MemorySegment dy,
            MemorySegment weight,
            MemorySegment dx,
            MemorySegment dweight,
            MemorySegment dbias,
            long rows,
            int width,
            double epsilon) {
        float[] scale = row(weight, width);
        int blocks = Blocks.count(rows, Math.max(1, Blocks.GRAIN / width));
        float[][] weightParts = new float[blocks][];
        float[][] biasParts = new float[blocks][];
        Blocks.each(blocks, rows, 1, (block, start, end) -> {
            float[] row = new float[scale.length];
            float[] gradient = new float[scale.length];
            float[] weightSum = new float[scale.length];
            float[] biasSum = new float[scale.length];
            float[] scratch = new float[COUNT];
            for (long r = start; r < end; r++) {
                Chunks.read(x, r * width, row, width);
                Chunks.read(dy, r * width, gradient, width);
                double inverse = standardise(row, width, epsilon, scratch);
                collect(row, gradient, weightSum, biasSum);
                Rows.multiply(gradient, scale);
                float mean = (float) (Rows.sum(gradient, scratch) / width);
                float along = (float) (Rows.dot(gradient, row, scratch) / width);
                pull(gradient, row, mean, along, (float) inverse);
                Memory.copy(gradient, 0, dx, r * width, width);
            }
            weightParts[block] = weightSum;
            biasParts[block] = biasSum;
        });
        Rows.store(weightParts, width, dweight);
        Rows.store(biasParts, width, dbias);
    }

    private static float[] row(MemorySegment values, int width) {
        float[] row = new float[Chunks.padded(width)];
        Chunks.read(values, 0, row, width);
        return row;
    }

    /** Centres and scales a row; returns {@code 1 / sqrt(variance + epsilon)}. What pads it stays zero. */
    private static double standardise(float[] row, int width, double epsilon, float[] scratch) {
        float mean = (float) (Rows.sum(row, scratch) / width);
        shift(row, -mean);
        Arrays.fill(row, width, row.length, 0);
        double inverse = 1 / Math.sqrt(Rows.dot(row, row, scratch) / width + epsilon);
        Rows.scale(row, (float) inverse);
        return inverse;
    }

    private static void shift(float[] row, float by) {
        for (int i = 0; i < row.length; i += COUNT) {
            Rows.load(row, i).add(by).intoArray(row, i);
        }
    }

    private static void apply(float[] row, float[] scale, float[] shift) {
        for (int i = 0; i < row.length; i += COUNT) {
            Rows.load(row, i).fma(Rows.load(scale, i), Rows.load(shift, i)).intoArray(row, i);
        }
    }

    private static void collect(float[] row, float[] dy, float[] weightSum, float[] biasSum) {
        for (int i = 0; i < row.length; i += COUNT) {
            Rows.load(dy, i).fma(Rows.load(row, i), Rows.load(weightSum, i)).intoArray(weightSum, i);
            Rows.load(dy, i).add(Rows.load(biasSum, i)).intoArray(biasSum, i);
        }
    }

    private static void pull(float[] gradient, float[] row, float mean, float along, float inverse) {
        for (int i = 0; i < row.length; i += COUNT) {
            Rows.load(gradient, i)
                    .sub(mean)
                    .sub(Rows.load(row, i).mul(along))
                    .mul(inverse)
                    .intoArray(gradient, i);
        }
    }
}
