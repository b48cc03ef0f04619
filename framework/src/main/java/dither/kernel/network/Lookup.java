package dither.kernel.network;

import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Rows of a table by their number, and the way back. */
public final class Lookup {
    private Lookup() {}

    /** {@code y[i, .] = table[indices[i], .]}; zero where an index is negative. */
    public static void gather(MemorySegment table, int[] indices, int width, MemorySegment y) {
        Rows.run(indices.length, width, (start, end) -> {
            for (int i = (int) start; i < end; i++) {
                MemorySegment row = Memory.slice(y, (long) i * width, width);
                if (indices[i] < 0) {
                    row.fill((byte) 0);
                } else {
                    row.copyFrom(Memory.slice(table, (long) indices[i] * width, width));
                }
            }
        });
    }

    /**
     * {@code gradient[indices[i], .] += dy[i, .]}, in the order of the indices, on one thread: rows occur several times, and
     * sums must not depend on who comes first.
     */
    public static void scatter(MemorySegment dy, int[] indices, int width, MemorySegment gradient) {
        float[] row = new float[Chunks.padded(width)];
        float[] sum = new float[row.length];
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] >= 0) {
                Chunks.read(dy, (long) i * width, row, width);
                long at = (long) indices[i] * width;
                Chunks.read(gradient, at, sum, width);
                Rows.add(sum, row);
                MemorySegment.copy(sum, 0, gradient, ValueLayout.JAVA_FLOAT, at * Memory.BYTES, width);
            }
        }
    }

    /** {@code out[c] = sum of x[r, c]} over rows: the gradient of a bias. */
    public static void columnSums(MemorySegment x, long rows, int width, MemorySegment out) {
        Rows.sum(x, rows, width, out);
    }

    /** {@code x[r, c] += bias[c]}. */
    public static void addToRows(MemorySegment bias, MemorySegment x, long rows, int width) {
        float[] added = new float[Chunks.padded(width)];
        Chunks.read(bias, 0, added, width);
        Rows.run(rows, width, (start, end) -> {
            float[] row = new float[added.length];
            for (long r = start; r < end; r++) {
                Chunks.read(x, r * width, row, width);
                Rows.add(row, added);
                Memory.copy(row, 0, x, r * width, width);
            }
        });
    }
}
