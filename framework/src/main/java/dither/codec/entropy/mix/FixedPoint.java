package dither.codec.entropy.mix;

/**
 * Logarithms, powers and the logistic function in integers, the same on every machine.
 *
 * <p>Numbers with q binary places are called Qq: x stands for {@code x 2^-q}. Shifts to the right round down.
 */
final class FixedPoint {
    /** Parts of an octave in which steps of scales are counted. */
    static final int PARTS = 24;

    /** Largest and smallest logistic argument, Q8. */
    static final int MOST_LOGIT = 2047;

    /** 2^(2^-i) in Q30, for i from 0 to 16. */
    private static final long[] ROOTS = new long[17];

    /** log2(1 + i / 256) in Q7. */
    private static final int[] LOG = new int[256];

    /** 2^(i / 128) in Q15. */
    private static final int[] POWER = new int[128];

    /** 2^(-i / 24) in Q30. */
    private static final long[] FRACTION = new long[PARTS];

    /** 1 / (1 + exp(-x)) in Q16 for x = (i - 2048) / 256, from 16 to 65520. */
    private static final char[] LOGISTIC = new char[4096];

    /** The inverse: the first x in Q8 whose {@link #LOGISTIC} is at least i / 4096. */
    private static final short[] LOGIT = new short[4096];

    static {
        ROOTS[0] = 2L << 30;
        for (int i = 1; i <= 16; i++) {
            ROOTS[i] = squareRoot(ROOTS[i - 1] << 30);
        }
        for (int i = 0; i < LOG.length; i++) {
            LOG[i] = log2(256 + i) - (8 << 16) + 256 >> 9;
        }
        for (int i = 0; i < POWER.length; i++) {
            POWER[i] = (int) (power(i << 9) >> 15);
        }
        FRACTION[0] = 1 << 30;
        for (int i = 1; i < PARTS; i++) {
            FRACTION[i] = power((PARTS - i) * 65536 / PARTS) >> 1;
        }
        for (int i = 0; i < LOGISTIC.length; i++) {
            long exponent = (long) (2048 - i) * 94548 >> 8; // -x log2 e in Q16
            long power = power((int) (exponent & 65535));
            int whole = (int) (exponent >> 16);
            power = whole >= 0 ? power << whole : power >> -whole;
            long one = 1 << 30;
            LOGISTIC[i] = (char) clamp(((1L << 46) + (one + power) / 2) / (one + power), 16, 65520);
        }
        int next = 0;
        for (int x = -MOST_LOGIT; x <= MOST_LOGIT; x++) {
            for (int upTo = LOGISTIC[x + 2048] >> 4; next <= upTo; next++) {
                LOGIT[next] = (short) x;
            }
        }
        while (next < LOGIT.length) {
            LOGIT[next++] = MOST_LOGIT;
        }
    }

    private FixedPoint() {}

    /** Within bounds. {@code Math.clamp} is younger than the JVMs on which this package must decode the same. */
    static int clamp(long x, int least, int most) {
        return (int) Math.min(most, Math.max(least, x));
    }

    /** Rounded down. */
    static long squareRoot(long x) {
        long root = 0;
        for (long bit = 1L << 31; bit > 0; bit >>= 1) {
            if ((root + bit) * (root + bit) <= x) {
                root += bit;
            }
        }
        return root;
    }

    /** log2(x) in Q16, of x above 0. */
    static int log2(long x) {
        int whole = 63 - Long.numberOfLeadingZeros(x);
        long rest = whole >= 31 ? x >>> whole - 31 : x << 31 - whole; // from 1 to 2 in Q31
        int log = whole << 16;
        for (int bit = 15; bit >= 0; bit--) {
            rest = rest * rest >>> 31;
            if (rest >= 1L << 32) {
                rest >>>= 1;
                log |= 1 << bit;
            }
        }
        return log;
    }

    /** 2^(x / 65536) in Q30, of x from 0 to 65535. */
    static long power(int x) {
        long product = 1 << 30;
        for (int i = 1; i <= 16; i++) {
            if ((x >> 16 - i & 1) != 0) {
                product = product * ROOTS[i] + (1 << 29) >> 30;
            }
        }
        return product;
    }

    /** log2(x) in Q7 from a table, of x above 0. */
    static int log(int x) {
        int whole = 31 - Integer.numberOfLeadingZeros(x);
        return (whole << 7) + LOG[(whole >= 8 ? x >> whole - 8 : x << 8 - whole) & 255];
    }

    /** v 2^x, with x in Q7. */
    static int timesPower(int v, int x) {
        int whole = x >> 7;
        int scaled = (int) ((long) v * POWER[x & 127] >> 15);
        return whole >= 0 ? scaled << whole : scaled >> -whole;
    }

    /** 2^(-i / 24) in Q30, of i from 0 to 23. */
    static long fraction(int i) {
        return FRACTION[i];
    }

    /** The probability in Q16 to a logit in Q8 from -2047 to 2047. */
    static int logistic(int logit) {
        return LOGISTIC[logit + 2048];
    }

    /** The logit in Q8 to a probability in Q12 from 0 to 4095. */
    static int logit(int probability) {
        return LOGIT[probability];
    }
}
