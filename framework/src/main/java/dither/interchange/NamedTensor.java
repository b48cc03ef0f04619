package dither.interchange;

import dither.codec.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A tensor as other programs store it.
 *
 * @param name any text
 * @param dtype how its numbers are stored
 * @param shape sizes, slowest first
 * @param data its numbers in C order, little-endian
 */
public record NamedTensor(String name, DType dtype, List<Long> shape, ByteBuffer data) {
    public NamedTensor {
        shape = List.copyOf(shape);
        data = data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Of 32-bit floats. */
    public static NamedTensor of(String name, List<Long> shape, float[] values) {
        ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return new NamedTensor(name, DType.F32, shape, data);
    }

    /** How many numbers. */
    public int length() {
        return data.limit() / dtype.bytes();
    }

    /**
     * The nearest floats.
     *
     * @throws FormatException if a finite number is too large for any
     */
    public float[] floats() throws FormatException {
        float[] values = new float[length()];
        for (int i = 0; i < values.length; i++) {
            double value = dtype.get(data, i * dtype.bytes());
            values[i] = (float) value;
            if (Double.isFinite(value) && !Float.isFinite(values[i])) {
                throw new FormatException("tensor " + name + " holds " + value + ", which no 32-bit float can");
            }
        }
        return values;
    }

    /** Its integers, unsigned ones of 64 bits as their bits. */
    public long[] longs() {
        long[] values = new long[length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = dtype.getLong(data, i * dtype.bytes());
        }
        return values;
    }

    /** Whether {@link #floats} are its numbers and not only near them; doubles need not be, for weights are not that exact. */
    public boolean isExactInFloats() {
        if (dtype.isFloat()) {
            return true;
        }
        for (int i = 0; i < length(); i++) {
            long value = dtype.getLong(data, i * dtype.bytes());
            boolean unsigned = dtype == DType.U64 && value < 0;
            int bits = Long.SIZE - Long.numberOfLeadingZeros(unsigned ? value : Math.abs(value));
            if (value != 0 && bits - Long.numberOfTrailingZeros(value) > 24) {
                return false;
            }
        }
        return true;
    }
}
