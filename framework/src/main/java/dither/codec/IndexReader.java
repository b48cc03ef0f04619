package dither.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads what {@link IndexWriter} wrote, from bytes that may be hostile: every value is checked before it is used. */
final class IndexReader {
    static final int LONGEST_TEXT = 1024;

    private final byte[] bytes;
    private final int end;
    private int at;

    IndexReader(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.at = from;
        this.end = from + length;
    }

    private int next() throws FormatException {
        DitherFile.require(at < end, "is damaged: its index ends too early");
        return bytes[at++] & 0xff;
    }

    /** A number of {@code what}, from 0 to {@code most}. */
    int count(String what, int most) throws FormatException {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int b = next();
            value |= (long) (b & 0x7f) << shift;
            if (b < 0x80) {
                DitherFile.require(
                        value <= most, "claims " + value + " " + what + ", at most " + most + " are allowed");
                return (int) value;
            }
        }
        throw new FormatException("is damaged: a number in its index is too long");
    }

    int int32() throws FormatException {
        return next() | next() << 8 | next() << 16 | next() << 24;
    }

    float float32() throws FormatException {
        return Float.intBitsToFloat(int32());
    }

    /** A float that must be finite. */
    float finite(String what) throws FormatException {
        float value = float32();
        DitherFile.require(Float.isFinite(value), "has a " + what + " of " + value);
        return value;
    }

    /** A float that must be finite and not negative; the scale of a tensor of zeros may be 0. */
    float scale(String what) throws FormatException {
        float value = finite(what);
        DitherFile.require(value >= 0, "has a " + what + " of " + value);
        return value;
    }

    String text() throws FormatException {
        int length = count("bytes of text", LONGEST_TEXT);
        DitherFile.require(length <= end - at, "is damaged: its index ends too early");
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, at, length))
                    .toString();
            at += length;
            return text;
        } catch (CharacterCodingException bad) {
            throw new FormatException("has a name that is not UTF-8");
        }
    }

    int position() {
        return at;
    }

    boolean isExhausted() {
        return at == end;
    }
}
