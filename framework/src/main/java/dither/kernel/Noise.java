package dither.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Noise as a function: element {@code i} of a stream depends on the stream's key and {@code i} alone.
 *
 * <p>The same noise can therefore be produced again in the backward pass instead of being kept, in any order and by
 * any number of threads.
 */
@FunctionalInterface
public interface Noise {
    /** Writes the elements {@code start} to {@code start + count - 1} of the stream into {@code out} from index 0. */
    void fill(long start, float[] out, int count);

    /** This noise where {@code mask} is 1, and 0 where that is 0. */
    default Noise where(Noise mask) {
        return (start, out, count) -> {
            fill(start, out, count);
            float[] kept = new float[count];
            mask.fill(start, kept, count);
            for (int i = 0; i < count; i++) {
                out[i] *= kept[i];
            }
        };
    }

    /** Standard normal noise, by Box and Muller's transform of two hashed counters. */
    static Noise gaussian(long key) {
        return (start, out, count) -> aligned(start, out, count, (block, o, n) -> run(GAUSSIAN, key, block, o, n));
    }

    /** Uniform noise in [-1/2, 1/2). */
    static Noise uniform(long key) {
        return (start, out, count) -> aligned(start, out, count, (block, o, n) -> run(UNIFORM, key, block, o, n));
    }

    /**
     * A draw for a coin: element {@code i} is 1 with probability {@code rate}, else 0.
     *
     * @param rate in [0, 1]; 0 and 1 are exact
     */
    static Noise bernoulli(long key, double rate) {
        Noise uniform = uniform(key);
        float threshold = (float) (rate - 0.5);
        return (start, out, count) -> {
            if (rate >= 1) {
                Arrays.fill(out, 0, count, 1f);
                return;
            }
            uniform.fill(start, out, count);
            int i = 0;
            for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
                var below = FloatVector.fromArray(Lanes.F, out, i).compare(VectorOperators.LT, threshold);
                FloatVector.zero(Lanes.F).blend(1f, below).intoArray(out, i);
            }
            for (; i < count; i++) {
                out[i] = out[i] < threshold ? 1f : 0f;
            }
        };
    }

    /**
     * A pseudo-random 32-bit word for each {@code counter}: two rounds of a multiply-xorshift permutation with half of
     * the key before each. The scalar twin of what the vector loops compute.
     */
    static int hash(long key, int counter) {
        int x = counter + (int) key;
        x = mix(x) + (int) (key >>> 32);
        return mix(x);
    }

    private static int mix(int x) {
        x ^= x >>> 16;
        x *= 0x7feb352d;
        x ^= x >>> 15;
        x *= 0x846ca68b;
        return x ^ x >>> 16;
    }

    /** Fills whole blocks of {@link #BLOCK} elements. */
    @FunctionalInterface
    interface BlockFill {
        void fill(long block, float[] out, int count);
    }

    /** Elements that are made together: both halves of 16 Box–Muller pairs, whatever the vector length. */
    int BLOCK = 32;

    private static void aligned(long start, float[] out, int count, BlockFill fill) {
        int lead = (int) (start % BLOCK);
        if (lead == 0 && count % BLOCK == 0) {
            fill.fill(start / BLOCK, out, count);
            return;
        }
        int padded = (lead + count + BLOCK - 1) / BLOCK * BLOCK;
        float[] blocks = new float[padded];
        fill.fill(start / BLOCK, blocks, padded);
        System.arraycopy(blocks, lead, out, 0, count);
    }

    /**
     * A loop over a buffer that stays in the first-level cache.
     *
     * <p>Noise is made in several such loops, called through one place that has seen at least three of them, so that none is
     * inlined there: the compiler inlines a limited amount of code into one method, vector operations use it up fast, and
     * those beyond the limit run boxed, at a tenth of the speed (bench/README.md).
     */
    @FunctionalInterface
    interface Pass {
        void run(long key, int first, float[] buffer, int count);
    }

    /** Two counters for each of a block's 16 pairs, their hashes, then Box and Muller. */
    Pass[] GAUSSIAN = {
        Noise::firstRound,
        Noise::secondRound,
        (_, _, buffer, count) -> radii(buffer, count),
        (_, _, buffer, count) -> angles(buffer, count)
    };

    Pass[] UNIFORM = {Noise::firstRound, Noise::secondRound, Noise::centred};

    private static void run(Pass[] passes, long key, long block, float[] out, int count) {
        for (Pass pass : passes) {
            pass.run(key, (int) (block * BLOCK), out, count);
        }
    }

    /** The first half of {@link #hash}, of counters; floats hold the bits of integers. */
    private static void firstRound(long key, int first, float[] buffer, int count) {
        IntVector lanes = IntVector.zero(Lanes.I).addIndex(1).add((int) key + first);
        for (int i = 0; i < count; i += Lanes.COUNT) {
            mix(lanes.add(i)).reinterpretAsFloats().intoArray(buffer, i);
        }
    }

    /** The second half, of bits; leaves the upper 24 as whole numbers, which floats hold exactly. */
    private static void secondRound(long key, int first, float[] buffer, int count) {
        int half = (int) (key >>> 32);
        for (int i = 0; i < count; i += Lanes.COUNT) {
            IntVector word = FloatVector.fromArray(Lanes.F, buffer, i).reinterpretAsInts();
            IntVector hashed = mix(word.add(half)).lanewise(VectorOperators.LSHR, 8);
            ((FloatVector) hashed.convertShape(VectorOperators.I2F, Lanes.F, 0)).intoArray(buffer, i);
        }
    }

    /** From 24 bits to (0, 1): never 0, whose logarithm is infinite. */
    private static FloatVector unit(float[] buffer, int at) {
        return FloatVector.fromArray(Lanes.F, buffer, at).add(0.5f).mul(0x1p-24f);
    }

    /** From 24 bits to [-1/2, 1/2). */
    private static void centred(long key, int first, float[] buffer, int count) {
        for (int i = 0; i < count; i += Lanes.COUNT) {
            FloatVector.fromArray(Lanes.F, buffer, i).mul(0x1p-24f).sub(0.5f).intoArray(buffer, i);
        }
    }

    private static void radii(float[] out, int count) {
        for (int at = 0; at < count; at += BLOCK) {
            for (int i = at; i < at + BLOCK / 2; i += Lanes.COUNT) {
                Lanes.log(unit(out, i)).mul(-2f).sqrt().intoArray(out, i);
            }
        }
    }

    private static void angles(float[] out, int count) {
        for (int at = 0; at < count; at += BLOCK) {
            for (int i = at; i < at + BLOCK / 2; i += Lanes.COUNT) {
                FloatVector radius = FloatVector.fromArray(Lanes.F, out, i);
                FloatVector turn = unit(out, i + BLOCK / 2).sub(0.5f);
                // The polynomials cover half a turn; twice the angle covers the whole.
                FloatVector c = Lanes.cosPi(turn);
                FloatVector s = Lanes.sinPi(turn);
                radius.mul(c.mul(c).sub(s.mul(s))).intoArray(out, i);
                radius.mul(s.mul(c).mul(2f)).intoArray(out, i + BLOCK / 2);
            }
        }
    }

    private static IntVector mix(IntVector x) {
        x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16))
                .mul(0x7feb352d);
        x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 15))
                .mul(0x846ca68b);
        return x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16));
    }
}
