package dither.kernel.network;

import static dither.kernel.Lanes.COUNT;

import dither.kernel.Blocks;
import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Element-by-element functions on buffers that stay in the first-level cache.
 *
 * <p>Functions see arrays padded with zeros to whole vectors, so none needs a loop for the rest, and an element comes out the
 * same wherever it lies. They are called through one place that has seen many of them and are therefore compiled on their
 * own: vector code that is inlined into much else runs boxed, at a tenth of the speed (bench/README.md).
 */
final class Chunks {
    private static final int SIZE = 2048;

    private Chunks() {}

    /** {@code out[i] = f(a[i], b[i])} for {@code count} elements, a multiple of the vector length. */
    @FunctionalInterface
    interface Function {
        void run(float[] a, float[] b, float[] out, int count);
    }

    /** {@code y = f(x)}. */
    static void map(MemorySegment x, MemorySegment y, Function f) {
        map(x, null, y, f);
    }

    /** {@code y = f(a, b)}, element by element. */
    static void map(MemorySegment a, MemorySegment b, MemorySegment y, Function f) {
        Blocks.run(Memory.length(a), COUNT, (start, end) -> {
            float[] left = new float[SIZE];
            float[] right = new float[SIZE];
            float[] out = new float[SIZE];
            for (long at = start; at < end; at += SIZE) {
                int count = (int) Math.min(SIZE, end - at);
                read(a, at, left, count);
                if (b != null) {
                    read(b, at, right, count);
                }
                f.run(left, right, out, padded(count));
                Memory.copy(out, 0, y, at, count);
            }
        });
    }

    /** {@code count} rounded up to whole vectors. */
    static int padded(int count) {
        return (count + COUNT - 1) / COUNT * COUNT;
    }

    /** Copies {@code count} floats from {@code at}; what follows up to a whole vector becomes zero. */
    static void read(MemorySegment x, long at, float[] to, int count) {
        MemorySegment.copy(x, ValueLayout.JAVA_FLOAT, at * Memory.BYTES, to, 0, count);
        Arrays.fill(to, count, padded(count), 0);
    }
}
