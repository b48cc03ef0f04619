package dither.kernel;

import static dither.kernel.Lanes.COUNT;
import static dither.kernel.Lanes.F;
import static dither.kernel.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
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
     * min}, with {@code unit = 1 / (2^bits - 1)} (DiffQ, Défossez et al. 2022, section 3).
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

    /** Symmetric grid: {@code w' = rint(clamp(w / step, low, high)) step} (LSQ, Esser et al. 2020, equations 1 and 2). */
    public static void symmetric(MemorySegment w, MemorySegment out, float step, int low, int high) {
        Blocks.run(Memory.length(w), COUNT, (start, end) -> {
            long at = start;
            for (; at + COUNT <= end; at += COUNT) {
                load(w, at)
                        .div(step)
                        .max(low)
                        .min(high)
                        .add(ROUNDER)
                        .sub(ROUNDER)
                        .mul(step)
                        .intoMemorySegment(out, at * Memory.BYTES, ORDER);
            }
            for (; at < end; at++) {
                float level = Math.clamp(Memory.get(w, at) / step, low, high) + ROUNDER - ROUNDER;
                Memory.set(out, at, level * step);
            }
        });
    }

    /**
     * Gradients of {@link #symmetric} (Esser et al. 2020, equations 3 and 5): zeroes {@code g} where the weight is
     * outside the grid and returns {@code sum g_i (rint(v_i) - v_i)} inside plus {@code low g_i} or {@code high g_i}
     * outside, {@code v = w / step}.
     */
    public static double symmetricGradient(MemorySegment w, MemorySegment g, float step, int low, int high) {
        return Blocks.sum(Memory.length(w), COUNT, (start, end) -> {
            double total = 0;
            float[] lanes = new float[COUNT];
            long at = start;
            while (at + COUNT <= end) {
                FloatVector sum = FloatVector.zero(F);
                long tile = Math.min(end, at + 64L * COUNT);
                for (; at + COUNT <= tile; at += COUNT) {
                    FloatVector v = load(w, at).div(step);
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
                float v = Memory.get(w, at) / step;
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
     */
    public static void affine(MemorySegment w, MemorySegment out, float scale, int zero, int top, Noise mask) {
        float low = -scale * zero;
        float high = scale * (top - zero);
        Blocks.run(Memory.length(w), Noise.BLOCK, (start, end) -> {
            float[] drawn = new float[PIECE];
            for (long at = start; at < end; at += PIECE) {
                int count = (int) Math.min(PIECE, end - at);
                mask.fill(at, drawn, count);
                int i = 0;
                for (; i + COUNT <= count; i += COUNT) {
                    FloatVector v = load(w, at + i);
                    FloatVector level = v.div(scale)
                            .add(zero)
                            .add(ROUNDER)
                            .sub(ROUNDER)
                            .max(0)
                            .min(top);
                    var chosen = FloatVector.fromArray(F, drawn, i).compare(VectorOperators.GT, 0f);
                    v.max(low)
                            .min(high)
                            .blend(level.sub(zero).mul(scale), chosen)
                            .intoMemorySegment(out, (at + i) * Memory.BYTES, ORDER);
                }
                for (; i < count; i++) {
                    float v = Memory.get(w, at + i);
                    float level = Math.clamp(v / scale + zero + ROUNDER - ROUNDER, 0f, (float) top);
                    Memory.set(out, at + i, drawn[i] > 0 ? (level - zero) * scale : Math.clamp(v, low, high));
                }
            }
        });
    }

    /** Zeroes {@code g} where {@code w} is outside [low, high]. */
    public static void clipGradient(MemorySegment w, MemorySegment g, float low, float high) {
        Blocks.run(Memory.length(w), COUNT, (start, end) -> {
            long at = start;
            for (; at + COUNT <= end; at += COUNT) {
                FloatVector v = load(w, at);
                var outside = v.compare(VectorOperators.LT, low).or(v.compare(VectorOperators.GT, high));
                load(g, at).blend(0f, outside).intoMemorySegment(g, at * Memory.BYTES, ORDER);
            }
            for (; at < end; at++) {
                float v = Memory.get(w, at);
                if (v < low || v > high) {
                    Memory.set(g, at, 0);
                }
            }
        });
    }

    private static FloatVector load(MemorySegment memory, long index) {
        return FloatVector.fromMemorySegment(F, memory, index * Memory.BYTES, ORDER);
    }
}
