package dither.codec.entropy.mix;

import dither.codec.entropy.CorruptException;

/** Reads the answers that a {@link RangeEncoder} wrote, given the same probabilities. */
final class RangeDecoder {
    private static final int AHEAD = 6;

    /** 2^20 / n for the division of a range among few. */
    private static final int[] SHARE = new int[4096];

    static {
        for (int n = 1; n < SHARE.length; n++) {
            SHARE[n] = (1 << 20) / n;
        }
    }

    private final byte[] bytes;
    private int at;
    private long code;
    private long range = 1L << 48;

    /** @param from where in {@code bytes} the first one is; after their end there are zeros */
    RangeDecoder(byte[] bytes, int from) {
        this.bytes = bytes;
        at = from;
        for (int i = 0; i < 3; i++) {
            code = code << 16 | two();
        }
    }

    /** What each of {@code count} gets of a range. */
    static long share(long range, int count) {
        return count < SHARE.length ? (range >>> 20) * SHARE[count] : range / count;
    }

    private int two() {
        int high = at < bytes.length ? bytes[at] & 255 : 0;
        int low = at + 1 < bytes.length ? bytes[at + 1] & 255 : 0;
        at += 2;
        return high << 8 | low;
    }

    /** An answer, 0 or 1; {@code p} is the probability of yes in Q16. */
    int answer(int p) throws CorruptException {
        // Without a jump: which answer it is cannot be predicted, or it would not have been written.
        long yes = (range >>> 16) * p;
        long beyond = code - yes;
        long isYes = beyond >> 63;
        code = beyond + (yes & isYes);
        range = yes & isYes | range - yes & ~isYes;
        if (range < 1L << 32) {
            shift();
        }
        return (int) -isYes;
    }

    /** One of {@code count} that are all alike. */
    int choose(int count) throws CorruptException {
        long each = share(range, count);
        int which = (int) Math.min(count - 1, code / each);
        code -= each * which;
        range = which == count - 1 ? range - each * which : each;
        while (range < 1L << 32) {
            shift();
        }
        return which;
    }

    private void shift() throws CorruptException {
        CorruptException.unless(at < bytes.length + AHEAD, "too few bytes");
        range <<= 16;
        code = code << 16 | two();
    }

    /** @throws CorruptException if there are bytes that were not needed, or more were than an encoder leaves out */
    void finish() throws CorruptException {
        CorruptException.unless(at >= bytes.length, "too many bytes");
        CorruptException.unless(at <= bytes.length + AHEAD, "too few bytes");
    }
}
