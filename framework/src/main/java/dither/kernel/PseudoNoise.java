package dither.kernel;

import static dither.kernel.Lanes.COUNT;
import static dither.kernel.Lanes.F;
import static dither.kernel.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

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
            float[] size = groupSize == 1 ? amplitude : new float[PIECE];
            for (long at = start; at < end; at += PIECE) {
                int count = (int) Math.min(PIECE, end - at);
                noise.fill(at, drawn, count);
                if (groupSize > 1) {
                    expand(amplitude, groupSize, at, size, count);
                }
                add(stored, seen, at, drawn, size, groupSize == 1 ? (int) at : 0, count);
            }
        });
    }

    private static void add(
            MemorySegment stored, MemorySegment seen, long at, float[] drawn, float[] size, int sizeAt, int count) {
        int i = 0;
        for (; i + COUNT <= count; i += COUNT) {
            FloatVector.fromArray(F, drawn, i)
                    .fma(FloatVector.fromArray(F, size, sizeAt + i), load(stored, at + i))
                    .intoMemorySegment(seen, (at + i) * Memory.BYTES, ORDER);
        }
        for (; i < count; i++) {
            Memory.set(seen, at + i, Math.fma(drawn[i], size[sizeAt + i], Memory.get(stored, at + i)));
        }
    }

    /**
     * {@code factor sum g_i e_i} over each group.
     *
     * @param sums receives one number per group
     */
    public static void groupSums(MemorySegment g, int groupSize, Noise noise, float factor, float[] sums) {
        if (groupSize >= LARGE) {
            for (int s = 0; s < sums.length; s++) {
                long first = (long) s * groupSize;
                double sum = Blocks.sum(groupSize, Noise.BLOCK, (start, end) -> {
                    float[] product = new float[PIECE];
                    double part = 0;
                    for (long at = first + start; at < first + end; at += PIECE) {
                        int count = (int) Math.min(PIECE, first + end - at);
                        products(g, at, noise, product, count);
                        part += sum(product, 0, count);
                    }
                    return part;
                });
                sums[s] = (float) (factor * sum);
            }
            return;
        }
        // Pieces are whole groups and, as far as possible, whole noise blocks.
        int perPiece = Math.max(1, PIECE / groupSize);
        Blocks.run(sums.length, perPiece, Math.max(1, Blocks.GRAIN / groupSize), (start, end) -> {
            float[] product = new float[Math.max(PIECE, groupSize)];
            for (long group = start; group < end; group += perPiece) {
                int groups = (int) Math.min(perPiece, end - group);
                products(g, group * groupSize, noise, product, groups * groupSize);
                if (groupSize % 8 == 0 && COUNT >= 8) {
                    eights(product, groups * groupSize);
                    for (int k = 0; k < groups; k++) {
                        double total = 0;
                        for (int i = k * groupSize; i < (k + 1) * groupSize; i += 8) {
                            total += product[i];
                        }
                        sums[(int) group + k] = (float) (factor * total);
                    }
                    continue;
                }
                for (int k = 0; k < groups; k++) {
                    sums[(int) group + k] = (float) (factor * sum(product, k * groupSize, (k + 1) * groupSize));
                }
            }
        });
    }

    /** {@code product_i = g_i e_i} for the elements from {@code at}. */
    private static void products(MemorySegment g, long at, Noise noise, float[] product, int count) {
        noise.fill(at, product, count);
        int i = 0;
        for (; i + COUNT <= count; i += COUNT) {
            load(g, at + i).mul(FloatVector.fromArray(F, product, i)).intoArray(product, i);
        }
        for (; i < count; i++) {
            product[i] *= Memory.get(g, at + i);
        }
    }

    private static final VectorShuffle<Float> BY_ONE = within(1);
    private static final VectorShuffle<Float> BY_TWO = within(2);
    private static final VectorShuffle<Float> BY_FOUR = within(4);

    /** Turns each eight lanes by {@code distance}. */
    private static VectorShuffle<Float> within(int distance) {
        return VectorShuffle.fromOp(F, i -> (i & ~7) | (i + distance & 7) % COUNT);
    }

    /** Replaces the first of each eight elements by their sum, added up in the same tree as in {@link #sum}. */
    private static void eights(float[] v, int count) {
        int i = 0;
        for (; i + COUNT <= count; i += COUNT) {
            FloatVector x = FloatVector.fromArray(F, v, i);
            x = x.add(x.rearrange(BY_ONE));
            x = x.add(x.rearrange(BY_TWO));
            x.add(x.rearrange(BY_FOUR)).intoArray(v, i);
        }
        for (; i < count; i += 8) {
            v[i] = (float) sum(v, i, i + 8);
        }
    }

    /** A tree over each eight elements: a single sum would wait for every addition to finish before the next. */
    private static double sum(float[] v, int from, int to) {
        double total = 0;
        int i = from;
        for (; i + 8 <= to; i += 8) {
            float low = (v[i] + v[i + 1]) + (v[i + 2] + v[i + 3]);
            float high = (v[i + 4] + v[i + 5]) + (v[i + 6] + v[i + 7]);
            total += low + high;
        }
        for (; i < to; i++) {
            total += v[i];
        }
        return total;
    }

    /** Writes the number of its group for each element from {@code at}; after the last group comes the first again. */
    static void expand(float[] perGroup, long groupSize, long at, float[] out, int count) {
        int group = (int) (at / groupSize % perGroup.length);
        if (groupSize == Lanes.EIGHT.length() && at % groupSize == 0 && group + count / 8 <= perGroup.length) {
            for (int i = 0; i + 8 <= count; i += 8) {
                FloatVector.broadcast(Lanes.EIGHT, perGroup[group++]).intoArray(out, i);
            }
            for (int i = count - count % 8; i < count; i++) {
                out[i] = perGroup[group % perGroup.length];
            }
            return;
        }
        long left = groupSize - at % groupSize;
        for (int from = 0; from < count; ) {
            int to = (int) Math.min(count, from + left);
            float value = perGroup[group];
            for (int k = from; k < to; k++) {
                out[k] = value;
            }
            group = group + 1 == perGroup.length ? 0 : group + 1;
            from = to;
            left = groupSize;
        }
    }

    private static FloatVector load(MemorySegment memory, long index) {
        return FloatVector.fromMemorySegment(F, memory, index * Memory.BYTES, ORDER);
    }
}
