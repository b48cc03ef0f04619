package dither.kernel;

import static dither.kernel.Lanes.COUNT;
import static dither.kernel.Lanes.F;
import static dither.kernel.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.LongStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Element-by-element loops over whole tensors. Segments are of equal length; what is written comes last. */
public final class Elementwise {
    private Elementwise() {}

    /** {@code y = max(a + b, 0)}. */
    public static void addRelu(MemorySegment a, MemorySegment b, MemorySegment y) {
        long n = Memory.length(a);
        Blocks.run(n, COUNT, (start, end) -> {
            long at = start;
            for (; at + COUNT <= end; at += COUNT) {
                load(a, at).add(load(b, at)).max(0f).intoMemorySegment(y, at * Memory.BYTES, ORDER);
            }
            for (; at < end; at++) {
                Memory.set(y, at, Math.max(Memory.get(a, at) + Memory.get(b, at), 0));
            }
        });
    }

    /** {@code y = max(x, 0)}. */
    public static void relu(MemorySegment x, MemorySegment y) {
        Blocks.run(Memory.length(x), COUNT, (start, end) -> {
            long at = start;
            for (; at + COUNT <= end; at += COUNT) {
                load(x, at).max(0f).intoMemorySegment(y, at * Memory.BYTES, ORDER);
            }
            for (; at < end; at++) {
                Memory.set(y, at, Math.max(Memory.get(x, at), 0));
            }
        });
    }

    /** Writes {@code dy} where {@code y > 0}, else zero, to both {@code first} and {@code second}. */
    public static void reluGradient(MemorySegment y, MemorySegment dy, MemorySegment first, MemorySegment second) {
        Blocks.run(Memory.length(y), COUNT, (start, end) -> {
            long at = start;
            for (; at + COUNT <= end; at += COUNT) {
                FloatVector g = load(dy, at).blend(0f, load(y, at).compare(VectorOperators.LE, 0f));
                g.intoMemorySegment(first, at * Memory.BYTES, ORDER);
                g.intoMemorySegment(second, at * Memory.BYTES, ORDER);
            }
            for (; at < end; at++) {
                float g = Memory.get(y, at) > 0 ? Memory.get(dy, at) : 0;
                Memory.set(first, at, g);
                Memory.set(second, at, g);
            }
        });
    }

    /** {@code x = x factor}. */
    public static void scale(MemorySegment x, float factor) {
        Blocks.run(Memory.length(x), COUNT, (start, end) -> {
            long at = start;
            for (; at + COUNT <= end; at += COUNT) {
                load(x, at).mul(factor).intoMemorySegment(x, at * Memory.BYTES, ORDER);
            }
            for (; at < end; at++) {
                Memory.set(x, at, Memory.get(x, at) * factor);
            }
        });
    }

    /** {@code y = y + x}. */
    public static void add(MemorySegment x, MemorySegment y) {
        Blocks.run(Memory.length(x), COUNT, (start, end) -> {
            long at = start;
            for (; at + COUNT <= end; at += COUNT) {
                load(y, at).add(load(x, at)).intoMemorySegment(y, at * Memory.BYTES, ORDER);
            }
            for (; at < end; at++) {
                Memory.set(y, at, Memory.get(y, at) + Memory.get(x, at));
            }
        });
    }

    /** {@code y = y - x}. */
    public static void subtract(MemorySegment x, MemorySegment y) {
        Blocks.run(Memory.length(x), COUNT, (start, end) -> {
            long at = start;
            for (; at + COUNT <= end; at += COUNT) {
                load(y, at).sub(load(x, at)).intoMemorySegment(y, at * Memory.BYTES, ORDER);
            }
            for (; at < end; at++) {
                Memory.set(y, at, Memory.get(y, at) - Memory.get(x, at));
            }
        });
    }

    /** {@code y = y + factor x}. */
    public static void addScaled(MemorySegment x, float factor, MemorySegment y) {
        Blocks.run(Memory.length(x), COUNT, (start, end) -> {
            long at = start;
            for (; at + COUNT <= end; at += COUNT) {
                load(x, at)
                        .fma(FloatVector.broadcast(F, factor), load(y, at))
                        .intoMemorySegment(y, at * Memory.BYTES, ORDER);
            }
            for (; at < end; at++) {
                Memory.set(y, at, Math.fma(Memory.get(x, at), factor, Memory.get(y, at)));
            }
        });
    }

    /** The sum of {@code |x - y|}; {@code signs} receives the sign of each difference. */
    public static double absoluteDifference(MemorySegment x, MemorySegment y, MemorySegment signs) {
        return Blocks.sum(Memory.length(x), COUNT, (start, end) -> {
            double sum = 0;
            for (long at = start; at < end; at++) {
                float difference = Memory.get(x, at) - Memory.get(y, at);
                sum += Math.abs(difference);
                Memory.set(signs, at, Math.signum(difference));
            }
            return sum;
        });
    }

    /**
     * Smallest and largest element of each channel; element i belongs to channel {@code (i / inner) mod channels}.
     *
     * @param low receives one number per channel
     * @param high receives one number per channel
     */
    public static void extremes(MemorySegment x, long inner, float[] low, float[] high) {
        int channels = low.length;
        long n = Memory.length(x);
        if (channels == 1) {
            Extremes all = extremes(x);
            low[0] = all.min();
            high[0] = all.max();
            return;
        }
        Arrays.fill(low, Float.POSITIVE_INFINITY);
        Arrays.fill(high, Float.NEGATIVE_INFINITY);
        int channel = 0;
        for (long at = 0; at < n; ) {
            for (long end = Math.min(n, at + inner); at < end; at++) {
                low[channel] = Math.min(low[channel], Memory.get(x, at));
                high[channel] = Math.max(high[channel], Memory.get(x, at));
            }
            channel = channel + 1 == channels ? 0 : channel + 1;
        }
    }

    /** Whether every element is zero; stops at the first that is not. */
    public static boolean isZero(MemorySegment x) {
        long n = Memory.length(x);
        for (long i = 0; i < n; i++) {
            if (Memory.get(x, i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Sum of squares; NaN or infinite if any element is. */
    public static double squaredNorm(MemorySegment x) {
        return Blocks.sum(Memory.length(x), COUNT, (start, end) -> {
            float[] scratch = new float[COUNT];
            double total = 0;
            long at = start;
            while (at + COUNT <= end) {
                FloatVector sum = FloatVector.zero(F);
                long tile = Math.min(end, at + 256L * COUNT);
                for (; at + COUNT <= tile; at += COUNT) {
                    FloatVector v = load(x, at);
                    sum = v.fma(v, sum);
                }
                total += Lanes.sum(sum, scratch);
            }
            for (; at < end; at++) {
                total += Memory.get(x, at) * Memory.get(x, at);
            }
            return total;
        });
    }

    /** Smallest and largest element of a tensor, and where they are. */
    public static final class Extremes {
        private final float[] lows;
        private final float[] highs;
        private final float min;
        private final float max;

        private Extremes(float[] lows, float[] highs) {
            this.lows = lows;
            this.highs = highs;
            float least = lows[0];
            float most = highs[0];
            for (int i = 1; i < lows.length; i++) {
                least = Math.min(least, lows[i]);
                most = Math.max(most, highs[i]);
            }
            min = least;
            max = most;
        }

        /** The smallest element; NaN if any is. */
        public float min() {
            return min;
        }

        /** The largest element; NaN if any is. */
        public float max() {
            return max;
        }

        /** Where {@code x}, unchanged since, equals its smallest element, in ascending order. */
        public long[] whereMin(MemorySegment x) {
            return where(x, lows, min);
        }

        /** Where {@code x}, unchanged since, equals its largest element, in ascending order. */
        public long[] whereMax(MemorySegment x) {
            return where(x, highs, max);
        }

        /** Only blocks whose own extreme is the tensor's need a second look. */
        private static long[] where(MemorySegment x, float[] ofBlocks, float value) {
            LongStream.Builder found = LongStream.builder();
            Blocks.inOrder(ofBlocks.length, Memory.length(x), COUNT, (block, start, end) -> {
                if (ofBlocks[block] == value) {
                    for (long at = start; at < end; ) {
                        if (at + COUNT <= end
                                && !load(x, at)
                                        .compare(VectorOperators.EQ, value)
                                        .anyTrue()) {
                            at += COUNT;
                            continue;
                        }
                        for (long stop = Math.min(end, at + COUNT); at < stop; at++) {
                            if (Memory.get(x, at) == value) {
                                found.add(at);
                            }
                        }
                    }
                }
            });
            return found.build().toArray();
        }
    }

    /** Smallest and largest element of {@code x}, which must not be empty. */
    public static Extremes extremes(MemorySegment x) {
        long n = Memory.length(x);
        int blocks = Blocks.count(n, Blocks.GRAIN);
        float[] lows = new float[blocks];
        float[] highs = new float[blocks];
        Arrays.fill(lows, Float.POSITIVE_INFINITY);
        Arrays.fill(highs, Float.NEGATIVE_INFINITY);
        Blocks.each(blocks, n, COUNT, (block, start, end) -> {
            FloatVector low = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
            FloatVector high = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
            long at = start;
            for (; at + COUNT <= end; at += COUNT) {
                FloatVector v = load(x, at);
                low = low.min(v);
                high = high.max(v);
            }
            // Minima and maxima do not depend on the order, so reducing lanes is safe here.
            float min = low.reduceLanes(VectorOperators.MIN);
            float max = high.reduceLanes(VectorOperators.MAX);
            for (; at < end; at++) {
                min = Math.min(min, Memory.get(x, at));
                max = Math.max(max, Memory.get(x, at));
            }
            lows[block] = min;
            highs[block] = max;
        });
        return new Extremes(lows, highs);
    }

    private static FloatVector load(MemorySegment memory, long index) {
        return FloatVector.fromMemorySegment(F, memory, index * Memory.BYTES, ORDER);
    }
}
