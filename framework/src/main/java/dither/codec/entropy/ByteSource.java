package dither.codec.entropy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Bytes that are taken from the front, from whoever they may come. */
public final class ByteSource {
    private static final int LONGEST_VARINT = 5;

    private final byte[] bytes;
    private int at;

    /** All of these bytes. */
    public ByteSource(byte[] bytes) {
        this.bytes = bytes;
    }

    /** How many are left. */
    public int left() {
        return bytes.length - at;
    }

    /** The next one, from 0 to 255. */
    public int next() throws CorruptException {
        CorruptException.unless(at < bytes.length, "too few bytes");
        return bytes[at++] & 0xff;
    }

    /** The next ones, as they are. */
    public byte[] take(long count) throws CorruptException {
        CorruptException.unless(count <= left(), "too few bytes");
        byte[] some = Arrays.copyOfRange(bytes, at, at + (int) count);
        at += (int) count;
        return some;
    }

    /** An unsigned number, seven bits a byte, low ones first, the top bit set on all but the last. */
    public long varint() throws CorruptException {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT; i++) {
            int b = next();
            value |= (long) (b & 0x7f) << 7 * i;
            if (b < 0x80) {
                return value;
            }
        }
        throw new CorruptException("a number that is too long");
    }

    /** Writes what {@link #varint} reads; {@code value} is below 2^35. */
    public static void writeVarint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest >= 0x80) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
