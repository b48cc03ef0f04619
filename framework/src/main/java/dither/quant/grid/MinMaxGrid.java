package dither.quant.grid;

import dither.kernel.Elementwise;
import dither.kernel.Elementwise.Extremes;
import dither.kernel.FakeQuantise;
import dither.kernel.Memory;
import dither.kernel.Noise;
import dither.quant.stored.QuantizedTensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The grid of the DiffQ code: from the smallest to the largest weight of the whole tensor, both exact, zero in general
 * not.
 *
 * <p>{@code p = (w - min)/(max - min)}, {@code level = rint(p / unit)}, {@code w' = level unit (max - min) + min}, with
 * {@code unit = 1/(2^b - 1)}, single precision in this order, rounding half to even. A constant tensor is its own grid:
 * the formula would divide zero by zero. Source: Défossez et al. 2022, by the code published with it.
 *
 * @param min the smallest weight
 * @param max the largest
 * @param bits of a level, in [1, 15]
 */
public record MinMaxGrid(float min, float max, int bits) implements Grid {

    /** The grid of these weights; a range that no float holds is refused. */
    public static MinMaxGrid of(MemorySegment weights, int bits) {
        Extremes range = range(weights);
        return new MinMaxGrid(range.min(), range.max(), bits);
    }

    /** The ends of the grid; a range that no float holds is refused. */
    public static Extremes range(MemorySegment weights) {
        Extremes range = Elementwise.extremes(weights);
        // What is not a number at all is for those to report who know which layer it came from.
        if (Float.isFinite(range.max()) && Float.isFinite(range.min()) && !Float.isFinite(range.max() - range.min())) {
            throw new IllegalArgumentException("weights from " + range.min() + " to " + range.max()
                    + " span more than a float can hold; scale them down or exclude the tensor");
        }
        return range;
    }

    /** The tensor as stored, with {@code widths[s]} bits for the s-th run of {@code groupSize} weights. */
    public static QuantizedTensor.Grouped quantize(
            String name, List<Long> shape, MemorySegment weights, int groupSize, int minBits, byte[] widths) {
        Extremes range = range(weights);
        short[] levels = new short[Math.toIntExact(Memory.length(weights))];
        for (int s = 0; s < widths.length; s++) {
            MinMaxGrid grid = new MinMaxGrid(range.min(), range.max(), widths[s]);
            for (int i = s * groupSize; i < (s + 1) * groupSize; i++) {
                levels[i] = (short) grid.level(i, Memory.get(weights, i));
            }
        }
        return new QuantizedTensor.Grouped(name, shape, groupSize, minBits, widths, levels, range.min(), range.max());
    }

    private float range() {
        return max - min;
    }

    private float unit() {
        return 1f / top();
    }

    @Override
    public int top() {
        return (1 << bits) - 1;
    }

    @Override
    public int zeroLevel(long i) {
        return 0;
    }

    /** Rounds everything: no method that rounds a part of the weights uses this grid. */
    @Override
    public void round(MemorySegment weights, MemorySegment out, Noise mask) {
        if (mask != null) {
            throw new IllegalArgumentException("a min-max grid rounds all weights; choose an AFFINE or SYMMETRIC one");
        }
        if (range() == 0) {
            MemorySegment.copy(weights, 0, out, 0, weights.byteSize());
        } else {
            FakeQuantise.minMax(weights, out, min, max, bits);
        }
    }

    /** Nothing: it reaches as far as the weights do. */
    @Override
    public void clipGradient(MemorySegment weights, MemorySegment gradient, float margin) {}

    @Override
    public int level(long i, float weight) {
        return range() > 0 ? (int) Math.rint((weight - min) / range() / unit()) : 0;
    }

    @Override
    public float value(long i, int level) {
        return level * unit() * range() + min;
    }

    @Override
    public float clamp(long i, float weight) {
        return weight;
    }

    @Override
    public QuantizedTensor.Uniform quantize(String name, List<Long> shape, short[] levels) {
        return new QuantizedTensor.Uniform(name, shape, bits, levels, min, max);
    }
}
