package dither.quant.grid;

import dither.kernel.Elementwise;
import dither.kernel.Elementwise.Extremes;
import dither.kernel.FakeQuantise;
import dither.kernel.Memory;
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
 */
public final class MinMaxGrid {
    private MinMaxGrid() {}

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

    /** Writes the rounded weights. */
    public static void round(MemorySegment weights, MemorySegment out, int bits) {
        Extremes range = range(weights);
        if (range.min() == range.max()) {
            MemorySegment.copy(weights, 0, out, 0, weights.byteSize());
            return;
        }
        FakeQuantise.minMax(weights, out, range.min(), range.max(), bits);
    }

    /** The tensor as stored. */
    public static QuantizedTensor.Uniform quantize(String name, List<Long> shape, MemorySegment weights, int bits) {
        Extremes range = range(weights);
        byte[] widths = {(byte) bits};
        short[] levels = levels(weights, range, Math.toIntExact(Memory.length(weights)), widths);
        return new QuantizedTensor.Uniform(name, shape, bits, levels, range.min(), range.max());
    }

    /** The tensor as stored, with {@code widths[s]} bits for the s-th run of {@code groupSize} weights. */
    public static QuantizedTensor.Grouped quantize(
            String name, List<Long> shape, MemorySegment weights, int groupSize, int minBits, byte[] widths) {
        Extremes range = range(weights);
        short[] levels = levels(weights, range, groupSize, widths);
        return new QuantizedTensor.Grouped(name, shape, groupSize, minBits, widths, levels, range.min(), range.max());
    }

    private static short[] levels(MemorySegment weights, Extremes range, int groupSize, byte[] widths) {
        short[] levels = new short[Math.toIntExact(Memory.length(weights))];
        float size = range.max() - range.min();
        if (size > 0) {
            for (int i = 0; i < levels.length; i++) {
                float unit = 1f / ((1 << widths[i / groupSize]) - 1);
                levels[i] = (short) Math.rint((Memory.get(weights, i) - range.min()) / size / unit);
            }
        }
        return levels;
    }
}
