package dither.kernel;

import java.util.stream.IntStream;

/**
 * Splits a loop into blocks that depend on its length only, never on the number of threads.
 *
 * <p>Each block is computed by one thread; sums are kept per block and added in block order. That makes every kernel
 * reproducible to the last bit on one machine whatever the parallelism.
 */
public final class Blocks {
    /** Floats of the smallest block worth handing to another thread (64 KiB). */
    public static final int GRAIN = 1 << 14;

    /** Most blocks of one loop: enough to keep a few cores busy evenly. */
    private static final int MOST = 16;

    private Blocks() {}

    /** What happens to the elements {@code start} (inclusive) to {@code end} (exclusive). */
    @FunctionalInterface
    public interface Body {
        void run(long start, long end);
    }

    /** A sum over the elements {@code start} (inclusive) to {@code end} (exclusive). */
    @FunctionalInterface
    public interface Sum {
        double run(long start, long end);
    }

    /** What happens to one numbered block. */
    @FunctionalInterface
    public interface Numbered {
        void run(int block, long start, long end);
    }

    /** Runs {@code body} over {@code [0, length)} in blocks whose bounds are multiples of {@code align}. */
    public static void run(long length, int align, Body body) {
        run(length, align, GRAIN, body);
    }

    /** As {@link #run(long, int, Body)}, with blocks of at least {@code grain} elements. */
    public static void run(long length, int align, int grain, Body body) {
        each(count(length, grain), length, align, (block, start, end) -> body.run(start, end));
    }

    /** Adds up {@code sum} over blocks of {@code [0, length)}, in block order. */
    public static double sum(long length, int align, Sum sum) {
        double[] parts = new double[count(length, GRAIN)];
        each(parts.length, length, align, (block, start, end) -> parts[block] = sum.run(start, end));
        double total = 0;
        for (double part : parts) {
            total += part;
        }
        return total;
    }

    /** Runs {@code body} over {@code blocks} blocks of {@code [0, length)}; empty ones are left out. */
    public static void each(int blocks, long length, int align, Numbered body) {
        if (blocks == 1) {
            body.run(0, 0, length);
            return;
        }
        IntStream.range(0, blocks).parallel().forEach(i -> {
            long start = bound(i, blocks, length, align);
            long end = bound(i + 1, blocks, length, align);
            if (start < end) {
                body.run(i, start, end);
            }
        });
    }

    /** As {@link #each}, block after block on this thread. */
    public static void inOrder(int blocks, long length, int align, Numbered body) {
        for (int i = 0; i < blocks; i++) {
            long start = bound(i, blocks, length, align);
            long end = bound(i + 1, blocks, length, align);
            if (start < end) {
                body.run(i, start, end);
            }
        }
    }

    /** How many blocks a loop of {@code length} elements has; a function of the length alone. */
    public static int count(long length, int grain) {
        return Math.clamp(length / grain, 1, MOST);
    }

    /** Where block {@code i} of {@code blocks} starts. */
    private static long bound(int i, int blocks, long length, int align) {
        if (i == blocks) {
            return length;
        }
        long at = length * i / blocks;
        return at - at % align;
    }
}
