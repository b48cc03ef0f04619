package dither.quant;

import java.util.List;

/**
 * One tensor as it is stored. Arrays are handed over, not copied: treat them as read-only.
 *
 * <p>{@link #dequantize} gives the floats that evaluation uses, in single precision and a fixed order of operations, so
 * every reader of a file gets the same bits.
 */
public sealed interface QuantizedTensor {
    /** Layer and parameter. */
    String name();

    /** Sizes, slowest first in memory. */
    List<Long> shape();

    /** How many numbers it holds. */
    int length();

    /** The floats that it stands for. */
    float[] dequantize();

    /** Bits per weight of each group, overhead left out; one entry if all weights have the same. */
    byte[] widths();

    /**
     * Not quantised.
     *
     * @param counted false for running statistics, which papers leave out of model sizes
     */
    record Raw(String name, List<Long> shape, float[] values, boolean counted) implements QuantizedTensor {
        @Override
        public int length() {
            return values.length;
        }

        @Override
        public float[] dequantize() {
            return values.clone();
        }

        @Override
        public byte[] widths() {
            return new byte[] {32};
        }
    }

    /**
     * Levels {@code 0 .. 2^bits - 1} on the grid from {@code min} to {@code max}: {@code w = level (1/(2^bits - 1)) (max -
     * min) + min}; a constant tensor has {@code min == max}.
     */
    record Uniform(String name, List<Long> shape, int bits, short[] levels, float min, float max)
            implements QuantizedTensor {
        @Override
        public int length() {
            return levels.length;
        }

        @Override
        public float[] dequantize() {
            return minMax(levels, levels.length, widths(), min, max);
        }

        @Override
        public byte[] widths() {
            return new byte[] {(byte) bits};
        }
    }

    /**
     * As {@link Uniform}, on one grid end to end for the whole tensor, with a width of its own for each group.
     *
     * @param groupSize consecutive weights of a group
     * @param minBits smallest width that the method allows, from which widths are counted
     * @param widths bits of each group, in [1, 15]
     */
    record Grouped(
            String name,
            List<Long> shape,
            int groupSize,
            int minBits,
            byte[] widths,
            short[] levels,
            float min,
            float max)
            implements QuantizedTensor {
        @Override
        public int length() {
            return levels.length;
        }

        @Override
        public float[] dequantize() {
            return minMax(levels, groupSize, widths, min, max);
        }
    }

    /** Levels {@code -2^(bits-1) .. 2^(bits-1) - 1}: {@code w = level step}. */
    record Symmetric(String name, List<Long> shape, int bits, short[] levels, float step) implements QuantizedTensor {
        @Override
        public int length() {
            return levels.length;
        }

        @Override
        public float[] dequantize() {
            float[] values = new float[levels.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = levels[i] * step;
            }
            return values;
        }

        @Override
        public byte[] widths() {
            return new byte[] {(byte) bits};
        }
    }

    /** Levels {@code 0 .. 2^bits - 1}: {@code w = (level - zeroPoint) scale}. */
    record Affine(String name, List<Long> shape, int bits, short[] levels, float scale, int zeroPoint)
            implements QuantizedTensor {
        @Override
        public int length() {
            return levels.length;
        }

        @Override
        public float[] dequantize() {
            float[] values = new float[levels.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (levels[i] - zeroPoint) * scale;
            }
            return values;
        }

        @Override
        public byte[] widths() {
            return new byte[] {(byte) bits};
        }
    }

    private static float[] minMax(short[] levels, int groupSize, byte[] widths, float min, float max) {
        float[] values = new float[levels.length];
        float range = max - min;
        for (int i = 0; i < values.length; i++) {
            float unit = 1f / ((1 << widths[i / groupSize]) - 1);
            values[i] = levels[i] * unit * range + min;
        }
        return values;
    }
}
