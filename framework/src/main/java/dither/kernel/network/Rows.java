package dither.kernel.network;

import static dither.kernel.Lanes.COUNT;
import static dither.kernel.Lanes.F;

import dither.kernel.Blocks;
import dither.kernel.Lanes;
import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** What the kernels on rows of a matrix share: loops over one padded row, and sums over all rows. */
final class Rows {
    private Rows() {}

    /** Blocks of whole rows, each large enough for a thread of its own. */
    static void run(long rows, int width, Blocks.Body body) {
        Blocks.run(rows, 1, Math.max(1, Blocks.GRAIN / width), body);
    }

    /** {@code out[c] = sum of x[r, c]} over rows, block by block in order. */
    static void sum(MemorySegment x, long rows, int width, MemorySegment out) {
        int blocks = Blocks.count(rows, Math.max(1, Blocks.GRAIN / width));
        float[][] parts = new float[blocks][];
        Blocks.each(blocks, rows, 1, (block, start, end) -> {
            float[] sum = new float[Chunks.padded(width)];
            float[] row = new float[sum.length];
            for (long r = start; r < end; r++) {
                Chunks.read(x, r * width, row, width);
                add(sum, row);
            }
            parts[block] = sum;
        });
        store(parts, width, out);
    }

    /** The sum of the parts of all blocks, in order; blocks without rows have none. */
    static void store(float[][] parts, int width, MemorySegment out) {
        float[] total = new float[Chunks.padded(width)];
        for (float[] part : parts) {
            if (part != null) {
                add(total, part);
            }
        }
        Memory.copy(total, 0, out, 0, width);
    }

    static void add(float[] sum, float[] row) {
        for (int i = 0; i < row.length; i += COUNT) {
            load(sum, i).add(load(row, i)).intoArray(sum, i);
        }
    }

    static void multiply(float[] row, float[] by) {
        for (int i = 0; i < row.length; i += COUNT) {
            load(row, i).mul(load(by, i)).intoArray(row, i);
        }
    }

    static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(F, x, at);
    }

    /** The sum of a padded row. */
    static double sum(float[] x, float[] scratch) {
        FloatVector sum = FloatVector.zero(F);
        for (int i = 0; i < x.length; i += COUNT) {
            sum = sum.add(load(x, i));
        }
        return Lanes.sum(sum, scratch);
    }

    /** The sum of products of two padded rows. */
    static double dot(float[] x, float[] y, float[] scratch) {
        FloatVector sum = FloatVector.zero(F);
        for (int i = 0; i < x.length; i += COUNT) {
            sum = load(x, i).fma(load(y, i), sum);
        }
        return Lanes.sum(sum, scratch);
    }

    /** The largest of the first {@code count} elements. */
    static float max(float[] x, int count, float[] scratch) {
        FloatVector most = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        int whole = count - count % COUNT;
        for (int i = 0; i < whole; i += COUNT) {
            most = most.max(load(x, i));
        }
        most.intoArray(scratch, 0);
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < COUNT; i++) {
            max = Math.max(max, scratch[i]);
        }
        for (int i = whole; i < count; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    /** {@code x = e^(factor (x - centre))} for the first {@code count} elements, 0 after them; arguments below -87 count as that. */
    static void exp(float[] x, int count, float centre, float factor) {
        int n = Chunks.padded(count);
        for (int i = 0; i < n; i += COUNT) {
            Lanes.exp(load(x, i).sub(centre).mul(factor).max(-87f)).intoArray(x, i);
        }
        Arrays.fill(x, count, x.length, 0);
    }

    static void scale(float[] x, float factor) {
        for (int i = 0; i < x.length; i += COUNT) {
            load(x, i).mul(factor).intoArray(x, i);
        }
    }
}
