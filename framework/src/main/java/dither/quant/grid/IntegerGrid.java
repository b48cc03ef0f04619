package dither.quant.grid;

import dither.kernel.FakeQuantise;
import dither.kernel.Noise;
import dither.quant.stored.QuantizedTensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A grid on which zero is exact, with a scale and a zero point for each channel.
 *
 * <p>Affine: {@code s = max((hi - lo)/L, 2^-23)}, {@code z = clamp(-rint(lo/s), 0, L)}, {@code q = clamp(rint(w/s + z),
 * 0, L)}, {@code w' = (q - z) s}, with {@code L = 2^bits - 1} and a range widened to contain zero. Symmetric: {@code s =
 * max(max(-lo, hi)/(L/2), 2^-23)} and {@code z = 2^(bits-1)}. The Quant-Noise paper prints the opposite sign of z, which does not show
 * until codes are clamped. Rounding is half to even. Sources: Jacob et al. 2018, section 2.1; Krishnamoorthi 2018,
 * section 2; Fan et al. 2021, section 3.
 *
 * @param channels which elements share a scale
 * @param scale of each channel
 * @param zeroPoint of each channel, in [0, top]
 * @param bits of a level
 */
public record IntegerGrid(Channels channels, float[] scale, float[] zeroPoint, int bits) implements Grid {
    private static final float SMALLEST_SCALE = 0x1p-23f;

    /** The grid that fits what an observer has seen. */
    public static IntegerGrid of(RoundingGrid.Kind kind, Channels channels, RangeObserver range, int bits) {
        float[] scale = new float[channels.count()];
        float[] zeroPoint = new float[channels.count()];
        int top = (1 << bits) - 1;
        for (int c = 0; c < scale.length; c++) {
            float low = Math.min(0, range.low(c));
            float high = Math.max(0, range.high(c));
            if (kind == RoundingGrid.Kind.SYMMETRIC) {
                scale[c] = Math.max(Math.max(-low, high) / (top / 2f), SMALLEST_SCALE);
                zeroPoint[c] = 1 << (bits - 1);
            } else {
                scale[c] = Math.max((high - low) / top, SMALLEST_SCALE);
                zeroPoint[c] = Math.clamp(-Math.round(Math.rint(low / scale[c])), 0, top);
            }
            if (Float.isFinite(low) && Float.isFinite(high) && !Float.isFinite(scale[c])) {
                throw new IllegalArgumentException(
                        "numbers from " + low + " to " + high + " span more than a float can hold; scale them down");
            }
        }
        return new IntegerGrid(channels, scale, zeroPoint, bits);
    }

    @Override
    public int top() {
        return (1 << bits) - 1;
    }

    @Override
    public int zeroLevel(long i) {
        return (int) zeroPoint[channel(i)];
    }

    @Override
    public void round(MemorySegment values, MemorySegment out, Noise mask) {
        FakeQuantise.affine(values, out, scale, zeroPoint, channels.inner(), top(), mask);
    }

    @Override
    public void clipGradient(MemorySegment values, MemorySegment gradient, float margin) {
        float[] low = new float[scale.length];
        float[] high = new float[scale.length];
        for (int c = 0; c < scale.length; c++) {
            low[c] = -scale[c] * (zeroPoint[c] + margin);
            high[c] = scale[c] * (top() - zeroPoint[c] + margin);
        }
        FakeQuantise.clipGradient(values, gradient, low, high, channels.inner());
    }

    @Override
    public int level(long i, float weight) {
        int c = channel(i);
        return (int) Math.clamp(Math.rint(weight / scale[c] + zeroPoint[c]), 0, top());
    }

    @Override
    public float value(long i, int level) {
        int c = channel(i);
        return (level - zeroPoint[c]) * scale[c];
    }

    @Override
    public float clamp(long i, float weight) {
        return Math.clamp(weight, value(i, 0), value(i, top()));
    }

    private int channel(long i) {
        return (int) (i / channels.inner() % channels.count());
    }

    @Override
    public QuantizedTensor quantize(String name, List<Long> shape, short[] levels) {
        int[] zero = new int[zeroPoint.length];
        for (int c = 0; c < zero.length; c++) {
            zero[c] = (int) zeroPoint[c];
        }
        return new QuantizedTensor.Affine(name, shape, bits, levels, scale, zero);
    }
}
