package dither.kernel;

import static dither.kernel.Lanes.COUNT;
import static dither.kernel.Lanes.F;
import static dither.kernel.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Noise whose size differs from group to group, and the sums over groups that its gradient needs.
 *
 * <p>A group is a run of {@code groupSize} consecutive elements. Noise is made in pieces that stay in the first-level
 * cache, once in the forward and once more in the backward pass, so it is never stored.
 */
public final class PseudoNoise {
    /** Elements per piece: three buffers of 4 KiB. */
    private static final int PIECE = 1024;

    /** Groups at least this large are split among threads; smaller ones are shared out whole. */
    private static final int LARGE = 4 * PIECE;

    private PseudoNoise() {}

    /**
     * {@code seen_i = stored_i + amplitude_s(i) e_i}.
     *
     * @param amplitude one number per group
     * @param groupSize divides the number of elements
     */
    public static void add(MemorySegment stored, MemorySegment seen, float[] amplitude, int groupSize, Noise noise) {
        Blocks.run(Memory.length(stored), Noise.BLOCK, (start, end) -> {
            float[] drawn = new float[PIECE];
            float[] size = new float[PIECE];
            for (long at = start; at < end; at += PIECE) {
                int count = (int) Math.min(PIECE, end - at);
                noise.fill(at, drawn, count);
                expand(amplitude, groupSize, at, size, count);
                int i = 0;
                for (; i + COUNT <= count; i += COUNT) {
                    FloatVector.fromArray(F, drawn, i)
                            .fma(FloatVector.fromArray(F, size, i), load(stored, at + i))
                            .intoMemorySegment(seen, (at + i) * Memory.BYTES, ORDER);
                }
                for (; i < count; i++) {
                    Memory.set(seen, at + i, Math.fma(drawn[i], size[i], Memory.get(stored, at + i)));
                }
            }
        });
    }

    /** {@code sum of g_i e_i} over each group. */
    public static double[] groupSums(MemorySegment g, int groupSize, Noise noise) {
        int groups = Math.toIntExact(Memory.length(g) / groupSize);
        double[] sums = new double[groups];
        if (groupSize >= LARGE) {
            for (int s = 0; s < groups; s++) {
                int group = s;
                long first = (long) s * groupSize;
                sums[s] = Blocks.sum(groupSize, Noise.BLOCK, (start, end) -> {
                    double[] one = new double[1];
                    addProducts(g, first + start, first + end, groupSize, noise, one, group);
                    return one[0];
                });
            }
            return sums;
        }
        // Bounds are multiples of whole noise blocks and of whole groups.
        int align = Noise.BLOCK / gcd(Noise.BLOCK, groupSize);
        Blocks.run(
                groups,
                align,
                Math.max(1, Blocks.GRAIN / groupSize),
                (start, end) -> addProducts(g, start * groupSize, end * groupSize, groupSize, noise, sums, 0));
        return sums;
    }

    private static void addProducts(
            MemorySegment g, long start, long end, int groupSize, Noise noise, double[] sums, int firstGroup) {
        float[] product = new float[PIECE];
        for (long at = start; at < end; at += PIECE) {
            int count = (int) Math.min(PIECE, end - at);
            noise.fill(at, product, count);
            int i = 0;
            for (; i + COUNT <= count; i += COUNT) {
                load(g, at + i).mul(FloatVector.fromArray(F, product, i)).intoArray(product, i);
            }
            for (; i < count; i++) {
                product[i] *= Memory.get(g, at + i);
            }
            int group = (int) (at / groupSize);
            int left = (int) (groupSize - at % groupSize);
            for (int from = 0; from < count; ) {
                int to = Math.min(count, from + left);
                double sum = 0;
                for (int k = from; k < to; k++) {
                    sum += product[k];
                }
                sums[group - firstGroup] += sum;
                from = to;
                left = groupSize;
                group++;
            }
        }
    }

    private static void expand(float[] perGroup, int groupSize, long at, float[] out, int count) {
        int group = (int) (at / groupSize);
        int left = (int) (groupSize - at % groupSize);
        for (int from = 0; from < count; ) {
            int to = Math.min(count, from + left);
            float value = perGroup[group++];
            for (int k = from; k < to; k++) {
                out[k] = value;
            }
            from = to;
            left = groupSize;
        }
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static FloatVector load(MemorySegment memory, long index) {
        return FloatVector.fromMemorySegment(F, memory, index * Memory.BYTES, ORDER);
    }
}
