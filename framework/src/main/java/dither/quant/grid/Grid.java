package dither.quant.grid;

import dither.kernel.Memory;
import dither.kernel.Noise;
import dither.quant.stored.QuantizedTensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The levels that one tensor can take, where a {@link RoundingGrid} only says how they are found. */
public sealed interface Grid permits IntegerGrid, MinMaxGrid {

    /** The level of element {@code i}. */
    int level(long i, float weight);

    /** The largest level; the least is 0. */
    int top();

    /** The level of element {@code i} that stands for zero; 0 where no level is made to. */
    int zeroLevel(long i);

    /** What a level of element {@code i} stands for. */
    float value(long i, int level);

    /** The weight, or the end of the grid at element {@code i} that it is beyond. */
    float clamp(long i, float weight);

    /**
     * Writes what the grid makes of {@code values}: rounded where {@code mask} is 1, else clamped to what it can represent.
     *
     * @param mask null to round everything
     */
    void round(MemorySegment values, MemorySegment out, Noise mask);

    /**
     * Zeroes the gradient of values that the grid cannot represent.
     *
     * @param margin how far beyond its ends a value may be, in steps
     */
    void clipGradient(MemorySegment values, MemorySegment gradient, float margin);

    /** The levels of a tensor. */
    default short[] levels(MemorySegment values) {
        short[] levels = new short[Math.toIntExact(Memory.length(values))];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (short) level(i, Memory.get(values, i));
        }
        return levels;
    }

    /** A tensor of such levels as it is stored. */
    QuantizedTensor quantize(String name, List<Long> shape, short[] levels);

    /** A tensor as it is stored. */
    default QuantizedTensor quantize(String name, List<Long> shape, MemorySegment values) {
        return quantize(name, shape, levels(values));
    }
}
