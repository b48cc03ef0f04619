package dither.codec;

import dither.codec.entropy.ByteSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds the index of a file: variable-length integers, little-endian words, UTF-8 text with its length. */
final class IndexWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void varint(long value) {
        ByteSource.writeVarint(bytes, value);
    }

    void append(IndexWriter other) {
        bytes.writeBytes(other.toByteArray());
    }

    void int32(int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            bytes.write(value >>> shift);
        }
    }

    void float32(float value) {
        int32(Float.floatToRawIntBits(value));
    }

    void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > IndexReader.LONGEST_TEXT) {
            throw new IllegalArgumentException("the text " + text.substring(0, 40) + "... has " + utf8.length
                    + " bytes, a .dither file holds at most " + IndexReader.LONGEST_TEXT);
        }
        varint(utf8.length);
        bytes.writeBytes(utf8);
    }

    int length() {
        return bytes.size();
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
