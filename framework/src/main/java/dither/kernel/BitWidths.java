package dither.kernel;

import static dither.kernel.Lanes.COUNT;
import static dither.kernel.Lanes.F;
import static dither.kernel.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Learned bit widths, one logit per group: {@code b = min + span t} with {@code t = 1/(1 + e^-l)}, and the relative
 * quantisation step {@code D = 1/(2^b - 1)}; or, the other way round, t interpolates {@code ln D}.
 *
 * <p>With groups of 8 there are an eighth as many widths as weights, over a million in ResNet-18, so their exponentials
 * are computed in vectors.
 */
public final class BitWidths {
    private static final float LN2 = (float) Math.log(2);

    /** Beyond, the sigmoid is 0 or 1 to within a float anyway, and the exponential would overflow. */
    private static final float STEEPEST = 60;

    private BitWidths() {}

    /**
     * Computes {@code D}, {@code db/dl = span t (1 - t)} and {@code scale D} of every group.
     *
     * @param step receives D
     * @param slope receives db/dl
     * @param scaled receives {@code scale D}
     */
    public static void steps(
            MemorySegment logits, float min, float span, float scale, float[] step, float[] slope, float[] scaled) {
        each(logits, scale, step, slope, scaled, (logit, d, s, at) -> {
            FloatVector odds = odds(logit);
            FloatVector t = FloatVector.broadcast(F, 1f).div(odds.add(1f));
            FloatVector levels = Lanes.exp(t.mul(span).add(min).mul(LN2)).sub(1f);
            FloatVector.broadcast(F, 1f).div(levels).intoArray(d, at);
            t.mul(odds).mul(t).mul(span).intoArray(s, at); // 1 - t = t odds, without cancellation
        });
    }

    /**
     * As {@link #steps}, but t interpolates the logarithm of the step: {@code ln D = ln largest + t (ln smallest - ln
     * largest)}, so that {@code db/dl = (ln largest - ln smallest) t (1 - t) / (ln 2 (1 + D))}.
     *
     * @param largest D of the smallest width
     * @param smallest D of the largest width
     */
    public static void stepsByLogarithm(
            MemorySegment logits,
            double largest,
            double smallest,
            float scale,
            float[] step,
            float[] slope,
            float[] scaled) {
        float from = (float) Math.log(largest);
        float span = (float) Math.log(smallest / largest);
        each(logits, scale, step, slope, scaled, (logit, d, s, at) -> {
            FloatVector odds = odds(logit);
            FloatVector t = FloatVector.broadcast(F, 1f).div(odds.add(1f));
            FloatVector size = Lanes.exp(t.mul(span).add(from));
            size.intoArray(d, at);
            t.mul(odds).mul(t).mul(-span / LN2).div(size.add(1f)).intoArray(s, at);
        });
    }

    private static FloatVector odds(FloatVector logit) {
        return Lanes.exp(logit.max(-STEEPEST).min(STEEPEST).neg());
    }

    /** From a vector of logits to steps and slopes. */
    @FunctionalInterface
    private interface OneVector {
        void compute(FloatVector logit, float[] step, float[] slope, int at);
    }

    private static void each(
            MemorySegment logits, float scale, float[] step, float[] slope, float[] scaled, OneVector one) {
        Blocks.run(step.length, COUNT, (start, end) -> {
            int at = (int) start;
            for (; at + COUNT <= end; at += COUNT) {
                one.compute(FloatVector.fromMemorySegment(F, logits, at * Memory.BYTES, ORDER), step, slope, at);
                FloatVector.fromArray(F, step, at).mul(scale).intoArray(scaled, at);
            }
            if (at < end) { // the rest goes through the same instructions, or groups would differ by their place
                float[] l = new float[COUNT];
                float[] d = new float[COUNT];
                float[] s = new float[COUNT];
                for (int i = at; i < end; i++) {
                    l[i - at] = Memory.get(logits, i);
                }
                one.compute(FloatVector.fromArray(F, l, 0), d, s, 0);
                System.arraycopy(d, 0, step, at, (int) end - at);
                System.arraycopy(s, 0, slope, at, (int) end - at);
                for (int i = at; i < end; i++) {
                    scaled[i] = scale * step[i];
                }
            }
        });
    }

    /**
     * Gradient of every logit, {@code slope (range dD/db noiseSum + sizeGradient)} with
     * {@code dD/db = -ln 2 D (1 + D)}.
     *
     * @param noiseSum {@code sum g_i e_i} of each group
     * @param sizeGradient of the size penalty with respect to a width
     * @return {@code sum D noiseSum}, the gradient of the range
     */
    public static double gradients(
            float[] step, float[] slope, float[] noiseSum, float range, float sizeGradient, MemorySegment out) {
        return Blocks.sum(step.length, COUNT, (start, end) -> {
            double total = 0;
            float[] lanes = new float[COUNT];
            int s = (int) start;
            while (s + COUNT <= end) {
                FloatVector sum = FloatVector.zero(F);
                int tile = (int) Math.min(end, s + 64L * COUNT);
                for (; s + COUNT <= tile; s += COUNT) {
                    FloatVector d = FloatVector.fromArray(F, step, s);
                    FloatVector noise = FloatVector.fromArray(F, noiseSum, s);
                    sum = d.fma(noise, sum);
                    d.mul(d.add(1f))
                            .mul(noise)
                            .mul(range * -LN2)
                            .add(sizeGradient)
                            .mul(FloatVector.fromArray(F, slope, s))
                            .intoMemorySegment(out, s * Memory.BYTES, ORDER);
                }
                total += Lanes.sum(sum, lanes);
            }
            for (; s < end; s++) {
                float task = step[s] * (1 + step[s]) * noiseSum[s] * (range * -LN2);
                Memory.set(out, s, slope[s] * (task + sizeGradient));
                total += (double) step[s] * noiseSum[s];
            }
            return total;
        });
    }
}
