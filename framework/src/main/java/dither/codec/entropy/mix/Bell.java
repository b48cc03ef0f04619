package dither.codec.entropy.mix;

/**
 * How weights are spread before anything is known of their places: a generalised Gaussian with density {@code
 * exp(-(t / alpha)^beta)} at t mean magnitudes from the centre, and a little everywhere.
 *
 * <p>Tabulated at each sixteenth up to 64: the share of all that lies within t of the centre.
 */
final class Bell {
    /** 20 beta for each shape. */
    private static final int[] EXPONENTS = {12, 15, 18, 21, 24, 28, 32, 36, 40, 48, 60, 80};

    /** log2(alpha) in Q16 for each shape, which makes the mean magnitude 1. */
    private static final int[] WIDTHS = {
        -106353, -49364, -15502, 6283, 21109, 34463, 43392, 49618, 54102, 59915, 64495, 67652
    };

    /** How many shapes there are. */
    static final int SHAPES = EXPONENTS.length;

    /** What every place of 1/64 has, of about 2^30 at the centre. */
    private static final int EVERYWHERE = 107;

    private static final int[][] TABLES = new int[SHAPES][];

    private Bell() {}

    /** The table of a shape: 1025 shares in Q30, and the last once more. */
    static synchronized int[] table(int shape) {
        if (TABLES[shape] == null) {
            TABLES[shape] = make(EXPONENTS[shape], WIDTHS[shape]);
        }
        return TABLES[shape];
    }

    private static int[] make(int exponent, int width) {
        long[] within = new long[1025];
        long sum = 0;
        for (int i = 0; i < 4096; i++) { // midpoints t = (2i + 1) / 128
            long log = (long) (FixedPoint.log2(2L * i + 1) - (7 << 16) - width) * exponent / 20;
            sum += density(log) + EVERYWHERE;
            if ((i & 3) == 3) {
                within[(i >> 2) + 1] = sum;
            }
        }
        int[] table = new int[1026];
        for (int i = 0; i < within.length; i++) {
            table[i] = (int) ((within[i] << 20) / (sum >> 10));
        }
        table[1025] = table[1024];
        return table;
    }

    /** exp(-2^log) in Q30, with log in Q16. */
    private static long density(long log) {
        if (log > 5 << 16) {
            return 0;
        }
        long power = FixedPoint.power((int) (log & 65535));
        int whole = (int) (log >> 16);
        power = whole >= 0 ? power << whole : power >> -whole;
        long octaves = (power >> 14) * 94548 >> 16; // times log2 e, in Q16
        int down = (int) (octaves >> 16);
        int rest = (int) (octaves & 65535);
        return rest == 0 ? (1L << 30) >> down : FixedPoint.power(65536 - rest) >> 1 + down;
    }
}
