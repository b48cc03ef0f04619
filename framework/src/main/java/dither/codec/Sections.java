package dither.codec;

import static dither.codec.DitherFile.require;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of sections: packed levels and widths, plain floats. */
final class Sections {
    private Sections() {}

    static byte[] floats(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    static float[] floats(byte[] bytes, int count, String name) throws FormatException {
        requireLength(bytes, (long) count * Float.BYTES, name);
        float[] values = new float[count];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    static byte[] shorts(short[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asShortBuffer().put(values);
        return buffer.array();
    }

    static short[] shorts(byte[] bytes, int count, String name) throws FormatException {
        requireLength(bytes, (long) count * Short.BYTES, name);
        short[] values = new short[count];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(values);
        return values;
    }

    /** Levels of one width; {@code offset} makes the lowest 0. */
    static byte[] levels(short[] levels, int bits, int offset) {
        return levels(levels, Math.max(1, levels.length), new byte[] {(byte) bits}, offset);
    }

    /** Levels with a width for each group. */
    static byte[] levels(short[] levels, int groupSize, byte[] widths, int offset) {
        byte[] bytes = new byte[Math.toIntExact(BitPacking.bytes(totalBits(levels.length, groupSize, widths)))];
        BitPacking.Writer writer = new BitPacking.Writer(bytes);
        for (int i = 0; i < levels.length; i++) {
            writer.put(levels[i] + offset, widths[i / groupSize]);
        }
        writer.finish();
        return bytes;
    }

    static short[] levels(byte[] bytes, int count, int bits, int offset, String name) throws FormatException {
        return levels(bytes, count, Math.max(1, count), new byte[] {(byte) bits}, offset, name);
    }

    static short[] levels(byte[] bytes, int count, int groupSize, byte[] widths, int offset, String name)
            throws FormatException {
        requireLength(bytes, BitPacking.bytes(totalBits(count, groupSize, widths)), name);
        short[] levels = new short[count];
        BitPacking.Reader reader = new BitPacking.Reader(bytes);
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (short) (reader.take(widths[i / groupSize]) - offset);
        }
        return levels;
    }

    private static long totalBits(int length, int groupSize, byte[] widths) {
        long bits = 0;
        for (byte width : widths) {
            bits += width;
        }
        return length == 0 ? 0 : bits * groupSize;
    }

    /** Widths above {@code minBits}, as many bits each as the largest needs. */
    static byte[] widths(byte[] widths, int minBits) {
        int each = bitsOf(largest(widths) - minBits);
        byte[] bytes = new byte[Math.toIntExact(BitPacking.bytes((long) each * widths.length))];
        BitPacking.Writer writer = new BitPacking.Writer(bytes);
        for (byte width : widths) {
            writer.put(width - minBits, each);
        }
        writer.finish();
        return bytes;
    }

    static byte[] widths(byte[] bytes, int groups, int minBits, int largest, String name) throws FormatException {
        int each = bitsOf(largest - minBits);
        requireLength(bytes, BitPacking.bytes((long) each * groups), name);
        byte[] widths = new byte[groups];
        BitPacking.Reader reader = new BitPacking.Reader(bytes);
        for (int s = 0; s < widths.length; s++) {
            widths[s] = (byte) (reader.take(each) + minBits);
            require(widths[s] <= largest, "has a group of " + widths[s] + " bits in " + name);
        }
        return widths;
    }

    static int largest(byte[] widths) {
        int largest = 0;
        for (byte width : widths) {
            largest = Math.max(largest, width);
        }
        return largest;
    }

    private static int bitsOf(int largest) {
        return 32 - Integer.numberOfLeadingZeros(largest);
    }

    static void requireLength(byte[] bytes, long expected, String name) throws FormatException {
        require(
                bytes.length == expected,
                "is damaged: a section of " + name + " has an impossible length of " + bytes.length + " bytes");
    }
}
