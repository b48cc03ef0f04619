package dither.kernel;

import static dither.kernel.Lanes.COUNT;
import static dither.kernel.Lanes.F;
import static dither.kernel.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Rounds whole tensors to a grid and back, in single precision and in the order of operations that the papers' code
 * uses, so that results agree with it bit for bit. Rounding is half to even.
 */
public final class FakeQuantise {
    /** Adding and subtracting it rounds a float below 2^22 to an integer, half to even. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final int PIECE = 1024;

    private FakeQuantise() {}

    /**
     * Min-max grid: {@code p = (w - min) / (max - min)}, {@code q = rint(p / unit)}, {@code w' = q unit (max - min) +
     * min}, with {@code unit = 1 / (2^bits - 1)} (DiffQ, Défossez et al. 2022, by the code published with it).
     *
     * @param max greater than {@code min}
     */
    public static void minMax(MemorySegment w, MemorySegment out, float min, float max, int bits) {
        float range = max - min;
        float unit = 1f / ((1 << bits) - 1);
        Blocks.run(Memory.length(w), COUNT, (start, end) -> {
            long at = start;
            for (; at + COUNT <= end; at += COUNT) {
                load(w, at)
                        .sub(min)
                        .div(range)
                        .div(unit)
                        .add(ROUNDER)
                        .sub(ROUNDER)
                        .mul(unit)
                        .mul(range)
                        .add(min)
                        .intoMemorySegment(out, at * Memory.BYTES, ORDER);
            }
            for (; at < end; at++) {
                float level = (Memory.get(w, at) - min) / range / unit + ROUNDER - ROUNDER;
                Memory.set(out, at, level * unit * range + min);
            }
        });
    }

    /**
     * Grid with a trained step and offset: {@code w' = rint(clamp((w - offset) / step, low, high)) step + offset} (LSQ,
     * Esser et al. 2020, equations 1 and 2, with offset 0; LSQ+, Bhalgat et al. 2020, equations 3 and 4).
     */
    public static void learned(MemorySegment w, MemorySegment out, float step, float offset, int low, int high) {
        Blocks.run(Memory.length(w), COUNT, (start, end) -> {
            long at = start;
            for (; at + COUNT <= end; at += COUNT) {
                load(w, at)
                        .sub(offset)
                        .div(step)
                        .max(low)
                        .min(high)
                        .add(ROUNDER)
                        .sub(ROUNDER)
                        .mul(step)
                        .add(offset)
                        .intoMemorySegment(out, at * Memory.BYTES, ORDER);
            }
            for (; at < end; at++) {
                float level = Math.clamp((Memory.get(w, at) - offset) / step, low, high) + ROUNDER - ROUNDER;
                Memory.set(out, at, level * step + offset);
            }
        });
    }

    /**
     * The sum of {@code g} over elements that {@link #learned} clips: the gradient of its offset (Bhalgat et al. 2020,
     * equation 6). Called before {@link #learnedGradient}, which zeroes these.
     */
    public static double clippedSum(MemorySegment w, MemorySegment g, float step, float offset, int low, int high) {
        return Blocks.sum(Memory.length(w), COUNT, (start, end) -> {
            double total = 0;
            for (long at = start; at < end; at++) {
                float v = (Memory.get(w, at) - offset) / step;
                total += v < low || v > high ? Memory.get(g, at) : 0;
            }
            return total;
        });
    }

    /**
     * Gradients of {@link #learned} (Esser et al. 2020, equations 3 and 5): zeroes {@code g} where the weight is
     * outside the grid and returns {@code sum g_i (rint(v_i) - v_i)} inside plus {@code low g_i} or {@code high g_i}
     * outside, {@code v = (w - offset) / step}.
     */
    public static double learnedGradient(
            MemorySegment w, MemorySegment g, float step, float offset, int low, int high) {
        return Blocks.sum(Memory.length(w), COUNT, (start, end) -> {
            double total = 0;
            float[] lanes = new float[COUNT];
            long at = start;
            while (at + COUNT <= end) {
                FloatVector sum = FloatVector.zero(F);
                long tile = Math.min(end, at + 64L * COUNT);
                for (; at + COUNT <= tile; at += COUNT) {
                    FloatVector v = load(w, at).sub(offset).div(step);
                    FloatVector upstream = load(g, at);
                    FloatVector clipped = v.max(low).min(high);
                    var inside = clipped.compare(VectorOperators.EQ, v);
                    FloatVector level = clipped.add(ROUNDER).sub(ROUNDER);
                    FloatVector slope = level.sub(FloatVector.zero(F).blend(v, inside));
                    sum = upstream.fma(slope, sum);
                    FloatVector.zero(F).blend(upstream, inside).intoMemorySegment(g, at * Memory.BYTES, ORDER);
                }
                total += Lanes.sum(sum, lanes);
            }
            for (; at < end; at++) {
                float v = (Memory.get(w, at) - offset) / step;
                float clipped = Math.clamp(v, low, high);
                float level = clipped + ROUNDER - ROUNDER;
                total += Memory.get(g, at) * (clipped == v ? level - v : level);
                Memory.set(g, at, clipped == v ? Memory.get(g, at) : 0);
            }
            return total;
        });
    }

    /**
     * Affine grid on a random part of the weights: {@code w' = (clamp(rint(w / scale + zero), 0, top) - zero) scale}
     * where {@code mask} is 1, else {@code w} clamped to what the grid can represent (Quant-Noise, Fan et al. 2021,
     * section 4.1).
     *
     * @param scale one for each channel; element i belongs to channel {@code (i / inner) mod channels}
     * @param zero of each channel
     * @param mask null for ones
     */
    public static void affine(
            MemorySegment w, MemorySegment out, float[] scale, float[] zero, long inner, int top, Noise mask) {
        Blocks.run(Memory.length(w), Noise.BLOCK, (start, end) -> {
            float[] drawn = new float[PIECE];
            Arrays.fill(drawn, 1);
            float[] scales = new float[PIECE];
            float[] zeros = new float[PIECE];
            for (long at = start; at < end; at += PIECE) {
                int count = (int) Math.min(PIECE, end - at);
                if (mask != null) {
                    mask.fill(at, drawn, count);
                }
                if (scale.length > 1 || at == start) {
                    PseudoNoise.expand(scale, inner, at, scales, scale.length > 1 ? count : PIECE);
                    PseudoNoise.expand(zero, inner, at, zeros, scale.length > 1 ? count : PIECE);
                }
                int i = 0;
                for (; i + COUNT <= count; i += COUNT) {
                    FloatVector v = load(w, at + i);
                    FloatVector s = FloatVector.fromArray(F, scales, i);
                    FloatVector z = FloatVector.fromArray(F, zeros, i);
                    FloatVector level =
                            v.div(s).add(z).add(ROUNDER).sub(ROUNDER).max(0).min(top);
                    var chosen = FloatVector.fromArray(F, drawn, i).compare(VectorOperators.GT, 0f);
                    FloatVector clamped =
                            v.max(s.mul(z.neg())).min(s.mul(z.neg().add(top)));
                    clamped.blend(level.sub(z).mul(s), chosen).intoMemorySegment(out, (at + i) * Memory.BYTES, ORDER);
                }
                for (; i < count; i++) {
                    float v = Memory.get(w, at + i);
                    float s = scales[i];
                    float z = zeros[i];
                    float level = Math.clamp(v / s + z + ROUNDER - ROUNDER, 0f, (float) top);
                    Memory.set(out, at + i, drawn[i] > 0 ? (level - z) * s : Math.clamp(v, s * -z, s * (top - z)));
                }
            }
        });
    }

    /** Zeroes {@code g} where {@code w} is outside [low, high] of its channel, {@code (i / inner) mod channels}. */
    public static void clipGradient(MemorySegment w, MemorySegment g, float[] low, float[] high, long inner) {
        Blocks.run(Memory.length(w), COUNT, (start, end) -> {
            float[] lows = new float[PIECE];
            float[] highs = new float[PIECE];
            for (long at = start; at < end; at += PIECE) {
                int count = (int) Math.min(PIECE, end - at);
                if (low.length > 1 || at == start) {
                    PseudoNoise.expand(low, inner, at, lows, low.length > 1 ? count : PIECE);
                    PseudoNoise.expand(high, inner, at, highs, low.length > 1 ? count : PIECE);
                }
                int i = 0;
                for (; i + COUNT <= count; i += COUNT) {
                    FloatVector v = load(w, at + i);
                    var outside = v.compare(VectorOperators.LT, FloatVector.fromArray(F, lows, i))
                            .or(v.compare(VectorOperators.GT, FloatVector.fromArray(F, highs, i)));
                    load(g, at + i).blend(0f, outside).intoMemorySegment(g, (at + i) * Memory.BYTES, ORDER);
                }
                for (; i < count; i++) {
                    float v = Memory.get(w, at + i);
                    if (v < lows[i] || v > highs[i]) {
                        Memory.set(g, at + i, 0);
                    }
                }
            }
        });
    }

    private static FloatVector load(MemorySegment memory, long index) {
        return FloatVector.fromMemorySegment(F, memory, index * Memory.BYTES, ORDER);
    }
}
