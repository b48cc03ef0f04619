package dither.codec.entropy.mix;

/**
 * How the levels of one width are spread, as far as a few stored numbers tell: a {@link Bell} around a centre.
 *
 * <p>For the scale class c the bell is {@code 2^((c - 14) / 3)} times as wide as in the tensor at large, for the shift class m it is moved by {@code
 * (m - 8) / 3} of its width: what is expected of one weight is said by these two.
 */
final class Prior {
    /** Classes of scale; the one of the tensor at large. */
    static final int SCALES = 24;

    static final int USUAL_SCALE = 14;

    /** Classes of shift; the one that is none. */
    static final int SHIFTS = 17;

    static final int NO_SHIFT = 8;

    /** Where the number of all classes ends. */
    static final int CLASSES = SCALES * SHIFTS;

    /** Places after the point of all masses. */
    static final int MASS = 46;

    /** Distances, in units of the width in Q16, from which on there is nothing more. */
    private static final long FARTHEST = 1 << 23;

    private static final int LEAST_PROBABILITY = 32;

    /** Levels, 2^bits. */
    final int size;

    /** 16 times the level at the centre. */
    final int centre;

    private final int[] bell;
    private final long everywhere;
    private final long[] factor = new long[SCALES];
    private final int[] shift = new int[SCALES];

    /** Mean distance from the centre in sixteenths of a level, at least 1. */
    final int magnitude;

    private final long toUnits;
    private final int toUnitsShift;

    /**
     * @param bits of a level
     * @param centre 16 times the level at the centre
     * @param logMagnitude 8 log2 of the mean distance of levels from the centre
     * @param shape of the {@link Bell}
     */
    Prior(int bits, int centre, int logMagnitude, int shape) {
        size = 1 << bits;
        this.centre = centre;
        bell = Bell.table(shape);
        everywhere = Math.max(1, (107L << 16) / size);
        int parts = 3 * logMagnitude;
        int octaves = Math.floorDiv(parts, FixedPoint.PARTS);
        int rest = parts - FixedPoint.PARTS * octaves;
        long power = rest == 0 ? 1 << 30 : 2 * FixedPoint.fraction(FixedPoint.PARTS - rest);
        magnitude = (int) Math.max(1, octaves >= 0 ? power << octaves >> 26 : power >> -octaves >> 26);
        toUnits = FixedPoint.fraction(rest);
        toUnitsShift = FixedPoint.PARTS + octaves;
        for (int c = 0; c < SCALES; c++) {
            int of = parts + 8 * (c - USUAL_SCALE);
            int whole = Math.floorDiv(of, FixedPoint.PARTS);
            factor[c] = FixedPoint.fraction(of - FixedPoint.PARTS * whole) << 12;
            shift[c] = 30 + whole;
        }
    }

    /** A level's distance from the centre, where the mean magnitude is 1024, at most 16 times that. */
    int units(int level) {
        long units = (16L * level - centre) * toUnits + (1L << toUnitsShift - 1) >> toUnitsShift;
        return FixedPoint.clamp(units, -16_384, 16_384);
    }

    /** The mass of all levels below {@code level}, but for a constant; that of all is about 2^46. */
    long below(int level, int scale, int shiftClass) {
        int distance = 16 * level - 8 - centre;
        long t = Math.min(FARTHEST, Math.abs(distance) * factor[scale] >> shift[scale]);
        t = (distance < 0 ? -t : t) - (shiftClass - NO_SHIFT) * 65536 / 3;
        long far = Math.abs(t);
        int at = (int) (far >> 12);
        long within = at >= 1024 ? 1 << 30 : bell[at] + ((long) (bell[at + 1] - bell[at]) * (far & 4095) >> 12);
        return ((t < 0 ? -within : within) << 15) + level * everywhere;
    }

    /** The probability, in Q16, that a level from {@code low} to {@code high - 1} is {@code middle} or more. */
    int probability(int low, int middle, int high, int scaleAndShift) {
        int scale = scaleAndShift / SHIFTS;
        int shiftClass = scaleAndShift % SHIFTS;
        long all = below(high, scale, shiftClass);
        long upper = all - below(middle, scale, shiftClass);
        long whole = Math.max(1, all - below(low, scale, shiftClass) >> 14);
        return FixedPoint.clamp((upper << 2) / whole, LEAST_PROBABILITY, 65_536 - LEAST_PROBABILITY);
    }
}
