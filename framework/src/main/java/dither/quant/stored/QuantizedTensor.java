package dither.quant.stored;

import java.util.List;

/**
 * One tensor as it is stored. Arrays are handed over, not copied: treat them as read-only.
 *
 * <p>{@link #dequantize} gives the floats that evaluation uses, in single precision and a fixed order of operations, so
 * every reader of a file gets the same bits.
 */
public sealed interface QuantizedTensor {
    /** Ends the name of a tensor that holds the grid of a layer's input, after the name of the layer. */
    String INPUT_GRID = ".input_grid";

    /** Layer and parameter. */
    String name();

    /** Sizes, slowest first in memory. */
    List<Long> shape();

    /** How many numbers it holds. */
    int length();

    /** The floats that it stands for; a {@link Tied} tensor has none of its own. */
    float[] dequantize();

    /** Bits per weight of each group, overhead left out; one entry if all weights have the same, none if not whole. */
    byte[] widths();

    /** Mean bits per weight; overhead such as ranges, widths and codebooks left out. */
    default double meanBits() {
        byte[] widths = widths();
        double sum = 0;
        for (byte width : widths) {
            sum += width;
        }
        return widths.length == 0 ? 0 : sum / widths.length;
    }

    /** Whether papers count it in the size of a model: running statistics and second names of a tensor are not. */
    default boolean isCounted() {
        return true;
    }

    /** Whether it is the grid that a layer's input is rounded on rather than a parameter. */
    default boolean isInputGrid() {
        return name().endsWith(INPUT_GRID);
    }

    /** Levels that all have the same number of bits. */
    sealed interface OneWidth extends QuantizedTensor {
        /** Of a level. */
        int bits();

        /** One per weight. */
        short[] levels();

        @Override
        default int length() {
            return levels().length;
        }

        @Override
        default byte[] widths() {
            return new byte[] {(byte) bits()};
        }
    }

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

        @Override
        public boolean isCounted() {
            return counted;
        }
    }

    /** Not quantised, but rounded to 16-bit floats. */
    record Half(String name, List<Long> shape, short[] values) implements QuantizedTensor {
        @Override
        public int length() {
            return values.length;
        }

        @Override
        public float[] dequantize() {
            return Half.floats(values);
        }

        @Override
        public byte[] widths() {
            return new byte[] {16};
        }

        /** Rounds to 16-bit floats, half to even; larger numbers than 65,504 become infinite and are refused. */
        public static short[] round(String name, float[] values) {
            short[] halves = new short[values.length];
            for (int i = 0; i < values.length; i++) {
                halves[i] = Float.floatToFloat16(values[i]);
                if (!Float.isFinite(Float.float16ToFloat(halves[i]))) {
                    throw new IllegalArgumentException(name + " holds " + values[i]
                            + ", which no 16-bit float can; exclude it or keep 32-bit floats");
                }
            }
            return halves;
        }

        /** Widens 16-bit floats. */
        public static float[] floats(short[] halves) {
            float[] values = new float[halves.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.float16ToFloat(halves[i]);
            }
            return values;
        }
    }

    /** The same weights as another tensor of the model, stored there. */
    record Tied(String name, List<Long> shape, String owner) implements QuantizedTensor {
        @Override
        public int length() {
            return 0;
        }

        @Override
        public float[] dequantize() {
            throw new UnsupportedOperationException(name + " is stored as " + owner + ": ask the model");
        }

        @Override
        public byte[] widths() {
            return new byte[0];
        }

        @Override
        public boolean isCounted() {
            return false;
        }
    }

    /**
     * Levels {@code 0 .. 2^bits - 1} on the grid from {@code min} to {@code max}: {@code w = level (1/(2^bits - 1)) (max -
     * min) + min}; a constant tensor has {@code min == max}.
     */
    record Uniform(String name, List<Long> shape, int bits, short[] levels, float min, float max) implements OneWidth {
        @Override
        public float[] dequantize() {
            return minMax(levels, levels.length, widths(), min, max);
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
        public Grouped {
            for (byte width : widths) {
                if (width < minBits || width > 15) {
                    throw new IllegalArgumentException(
                            name + " has a group of " + width + " bits, which must be in [" + minBits + ", 15]");
                }
            }
        }

        @Override
        public int length() {
            return levels.length;
        }

        @Override
        public float[] dequantize() {
            return minMax(levels, groupSize, widths, min, max);
        }
    }

    /** Levels {@code -2^(bits-1) .. 2^(bits-1) - 1}: {@code w = level step + offset}. */
    record Symmetric(String name, List<Long> shape, int bits, short[] levels, float step, float offset)
            implements OneWidth {
        @Override
        public float[] dequantize() {
            float[] values = new float[levels.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = levels[i] * step + offset;
            }
            return values;
        }
    }

    /**
     * Levels {@code 0 .. 2^bits - 1}: {@code w = (level - zeroPoint) scale}.
     *
     * @param scale one for the whole tensor, or one for each run of {@code length / scale.length} weights
     * @param zeroPoint as many
     */
    record Affine(String name, List<Long> shape, int bits, short[] levels, float[] scale, int[] zeroPoint)
            implements OneWidth {
        @Override
        public float[] dequantize() {
            float[] values = new float[levels.length];
            int inner = Math.max(1, values.length / scale.length);
            for (int i = 0; i < values.length; i++) {
                int c = i / inner;
                values[i] = (levels[i] - zeroPoint[c]) * scale[c];
            }
            return values;
        }
    }

    /**
     * Blocks of {@code blockSize} weights, each an index into K centroids: {@code w = centroid[index]}.
     *
     * @param centroids K runs of {@code blockSize} numbers
     * @param index one per block, in [0, K)
     */
    record Product(String name, List<Long> shape, int blockSize, Centroids centroids, short[] index)
            implements QuantizedTensor {

        /** K. */
        public int size() {
            return centroids.length() / blockSize;
        }

        /** Bits of an index: {@code log2 K}. */
        public int indexBits() {
            return 31 - Integer.numberOfLeadingZeros(size());
        }

        @Override
        public int length() {
            return index.length * blockSize;
        }

        @Override
        public float[] dequantize() {
            float[] values = new float[length()];
            float[] all = centroids.floats();
            for (int j = 0; j < index.length; j++) {
                System.arraycopy(all, index[j] * blockSize, values, j * blockSize, blockSize);
            }
            return values;
        }

        @Override
        public byte[] widths() {
            return new byte[0];
        }

        @Override
        public double meanBits() {
            return (double) indexBits() / blockSize;
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
