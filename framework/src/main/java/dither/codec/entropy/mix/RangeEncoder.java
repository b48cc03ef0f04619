package dither.codec.entropy.mix;

import java.util.Arrays;

/**
 * Writes answers, each in as many bits as its improbability deserves: a range is divided among the answers, and what has been said
 * so far is the number where the range begins (Martin 1979).
 *
 * <p>The range has 32 to 48 bits. Yes is its lower part. A carry is added to bytes that are written already.
 */
final class RangeEncoder {
    private static final int TRAILING = 6;

    private byte[] bytes;
    private int at;
    private long low;
    private long range = 1L << 48;

    /** @param from where in {@code bytes}, which grow if they must, the first byte goes */
    RangeEncoder(byte[] bytes, int from) {
        this.bytes = bytes;
        at = from;
    }

    /** One answer; {@code p} is the probability of yes in Q16. */
    void answer(int answer, int p) {
        long yes = (range >>> 16) * p;
        if (answer == 1) {
            range = yes;
        } else {
            low += yes;
            range -= yes;
        }
        shift();
    }

    /** One of {@code count} that are all alike. */
    void choose(int which, int count) {
        long each = RangeDecoder.share(range, count);
        low += each * which;
        range = which == count - 1 ? range - each * which : each;
        shift();
    }

    private void shift() {
        while (range < 1L << 32) {
            emit();
            range <<= 16;
        }
    }

    private void emit() {
        if (at + 2 > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        if (low >= 1L << 48) {
            int carry = at - 1;
            while (++bytes[carry] == 0) {
                carry--;
            }
        }
        bytes[at++] = (byte) (low >> 40);
        bytes[at++] = (byte) (low >> 32);
        low = (low & 0xffffffffL) << 16;
    }

    /** The bytes; of those after the last that matters, up to six zeros are left out. */
    byte[] finish() {
        long end = low;
        for (int bits = 40; bits >= 0; bits -= 8) { // the number within the range that ends in most zeros
            long mask = (1L << bits) - 1;
            end = low + mask & ~mask;
            if (end < low + range) {
                break;
            }
        }
        low = end;
        emit();
        emit();
        emit();
        int length = at;
        while (length > at - TRAILING && bytes[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(bytes, length);
    }
}
