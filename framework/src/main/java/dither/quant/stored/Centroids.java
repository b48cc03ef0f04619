package dither.quant.stored;

/** The numbers of a codebook's centroids as they are stored. */
public sealed interface Centroids {
    /** As floats. */
    float[] floats();

    /** 16-bit floats. */
    record Half(short[] values) implements Centroids {
        @Override
        public float[] floats() {
            return QuantizedTensor.Half.floats(values);
        }
    }

    /** {@code (code - zeroPoint) scale}, codes 0 to 255. */
    record Int8(short[] codes, float scale, int zeroPoint) implements Centroids {
        @Override
        public float[] floats() {
            float[] values = new float[codes.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (codes[i] - zeroPoint) * scale;
            }
            return values;
        }
    }

    /** How many numbers. */
    default int length() {
        return switch (this) {
            case Half(short[] values) -> values.length;
            case Int8(short[] codes, var _, var _) -> codes.length;
        };
    }
}
