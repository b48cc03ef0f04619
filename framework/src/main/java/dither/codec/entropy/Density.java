package dither.codec.entropy;

import java.util.Arrays;

/**
 * Frequencies of symbols, described by a few points of their logarithm: what a table costs when a tensor has few weights.
 *
 * <p>Between the smallest and the largest symbol that occur lie knots, {@code stride} apart. At knot k the logarithm to base 2 of
 * the frequency is {@code v_k 2^-precision} above that of the rarest knot; between knots it is interpolated, and a
 * logarithm with 8 binary places becomes a number by {@code f(v) = (256 + v mod 256) 2^floor(v / 256)}, in integers only. The
 * frequencies are then scaled so that they add up to {@code 2^tableBits} and none is 0.
 *
 * <p>In bits, low first: log2 stride (3), precision (2), k (3), first and last symbol ({@code width} each), then for each
 * further knot the difference to the one before as a signed Rice code: {@code z = 2d} for {@code d >= 0} and {@code -2d - 1}
 * else, {@code floor(z / 2^k)} ones, a zero, and k low bits of z. A run of ones has at most {@value #LONGEST_RUN}.
 */
final class Density {
    private static final int LONGEST_RUN = 20;
    private static final int MOST_OCTAVES = 24;
    private static final int LARGEST_STRIDE = 7;
    private static final int LARGEST_PRECISION = 3;

    private final int width;
    private final int strideLog;
    private final int precision;
    private final int first;
    private final int last;
    private final int[] knots;

    private Density(int width, int strideLog, int precision, int first, int last, int[] knots) {
        this.width = width;
        this.strideLog = strideLog;
        this.precision = precision;
        this.first = first;
        this.last = last;
        this.knots = knots;
    }

    private static int knotCount(int first, int last, int strideLog) {
        return (last - first + (1 << strideLog) - 1 >> strideLog) + 1;
    }

    /** The description that makes table and data together shortest, for symbols of {@code width} bits that occur so often. */
    static Density of(long[] counts, int width) {
        int first = 0;
        while (counts[first] == 0) {
            first++;
        }
        int last = (1 << width) - 1;
        while (counts[last] == 0) {
            last--;
        }
        Density best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int strideLog = 0; strideLog <= LARGEST_STRIDE; strideLog++) {
            int count = knotCount(first, last, strideLog);
            for (int precision = 0; precision <= LARGEST_PRECISION; precision++) {
                int[] knots = fit(counts, first, last, strideLog, precision, count);
                Density density = new Density(width, strideLog, precision, first, last, knots);
                double bits = density.tableBits() + density.dataBits(counts);
                if (bits < least) {
                    least = bits;
                    best = density;
                }
            }
            if (count == 2) {
                break; // a straight line does not get any straighter
            }
        }
        return best;
    }

    /** Knots near the logarithm of the mean count around them, then moved one by one while that shortens the data. */
    private static int[] fit(long[] counts, int first, int last, int strideLog, int precision, int count) {
        Fit fit = new Fit(counts, first, last, strideLog, precision, count);
        for (int pass = 0; pass < 3 && fit.pass(); pass++) {}
        return lowered(fit.knots);
    }

    /** With the rarest at 0. */
    private static int[] lowered(int[] knots) {
        int base = Arrays.stream(knots).min().orElseThrow();
        return Arrays.stream(knots).map(knot -> knot - base).toArray();
    }

    /** Knots on their way, and the frequencies that they stand for. */
    private static final class Fit {
        private final long[] counts;
        private final int first;
        private final int strideLog;
        private final int precision;
        private final int[] knots;
        private final long[] frequencies;
        private final long total;
        private double sum;

        Fit(long[] counts, int first, int last, int strideLog, int precision, int count) {
            this.counts = counts;
            this.first = first;
            this.strideLog = strideLog;
            this.precision = precision;
            knots = start(counts, first, last, 1 << strideLog, precision, count);
            frequencies = new long[last - first + 1];
            total = Arrays.stream(counts).sum();
            interpolate(knots, strideLog, precision, 0, count - 1, frequencies);
            sum = part(0, frequencies.length);
        }

        private static int[] start(long[] counts, int first, int last, int stride, int precision, int count) {
            double[] near = new double[count];
            for (int k = 0; k < count; k++) {
                double sum = 0.3; // symbols that do not occur here have some probability all the same
                double weight = 0.5;
                for (int s = Math.max(first, first + (k - 1) * stride + 1);
                        s <= Math.min(last, first + (k + 1) * stride - 1);
                        s++) {
                    double share = 1 - Math.abs(s - first - k * stride) / (double) stride;
                    sum += share * counts[s];
                    weight += share;
                }
                near[k] = Math.log(sum / weight) / Math.log(2);
            }
            double lowest = Arrays.stream(near).min().orElseThrow();
            return Arrays.stream(near)
                    .mapToInt(n -> (int) Math.round(Math.min(MOST_OCTAVES, n - lowest) * (1 << precision)))
                    .toArray();
        }

        /** Tries to move each knot once down and once up; whether any was. */
        boolean pass() {
            boolean moved = false;
            for (int k = 0; k < knots.length; k++) {
                moved |= move(k, -1);
                moved |= move(k, 1);
            }
            return moved;
        }

        /** Moves a knot if that is worth it. */
        private boolean move(int k, int step) {
            if (knots[k] + step < 0 || knots[k] + step > MOST_OCTAVES << precision) {
                return false;
            }
            int from = Math.max(0, (k - 1) << strideLog);
            int to = Math.min(frequencies.length, ((k + 1) << strideLog) + 1);
            double before = bits(from, to, sum);
            double rest = sum - part(from, to);
            shift(k, step);
            double after = rest + part(from, to);
            // Half a bit for the difference that has become larger.
            if (bits(from, to, after) < before - 0.5) {
                sum = after;
                return true;
            }
            shift(k, -step);
            return false;
        }

        private void shift(int k, int step) {
            knots[k] += step;
            interpolate(
                    knots, strideLog, precision, Math.max(0, k - 1), Math.min(knots.length - 1, k + 1), frequencies);
        }

        private double part(int from, int to) {
            double part = 0;
            for (int i = from; i < to; i++) {
                part += frequencies[i];
            }
            return part;
        }

        /** Bits of the symbols between two places, and of all by the sum of all frequencies. */
        private double bits(int from, int to, double all) {
            double nats = total * Math.log(all);
            for (int i = from; i < to; i++) {
                if (counts[first + i] > 0) {
                    nats -= counts[first + i] * Math.log(frequencies[i]);
                }
            }
            return nats / Math.log(2);
        }
    }

    /** Fills in the frequencies between two knots, both included. */
    private static void interpolate(int[] knots, int strideLog, int precision, int from, int to, long[] frequencies) {
        for (int k = from; k <= to; k++) {
            int here = knots[k] << 8 - precision;
            int next = k + 1 < knots.length ? knots[k + 1] << 8 - precision : here;
            int reach = k < to || to == knots.length - 1 ? 1 << strideLog : 1;
            for (int d = 0; d < reach; d++) {
                int at = (k << strideLog) + d;
                if (at < frequencies.length) {
                    int v = here + ((next - here) * d >> strideLog);
                    frequencies[at] = (256L + (v & 255)) << (v >> 8);
                }
            }
        }
    }

    private double dataBits(long[] counts) {
        int[] frequencies = frequencies(14);
        double nats = 0;
        for (int s = first; s <= last; s++) {
            if (counts[s] > 0) {
                nats -= counts[s] * Math.log(frequencies[s] / (double) (1 << 14));
            }
        }
        return nats / Math.log(2);
    }

    /** One per symbol, adding up to {@code 2^tableBits}; 0 outside of the range that occurs. */
    int[] frequencies(int tableBits) {
        long[] raw = new long[last - first + 1];
        interpolate(knots, strideLog, precision, 0, knots.length - 1, raw);
        long[] all = new long[1 << width];
        System.arraycopy(raw, 0, all, first, raw.length);
        return scaled(all, tableBits);
    }

    /**
     * Whole numbers that add up to {@code 2^tableBits}, in the ratios of {@code raw} as far as that goes: of 0 for 0, at
     * least 1 for others.
     */
    static int[] scaled(long[] raw, int tableBits) {
        long sum = 0;
        long free = 1L << tableBits; // each symbol has one, the others are shared out
        for (long value : raw) {
            sum += value;
            free -= value > 0 ? 1 : 0;
        }
        int[] frequencies = new int[raw.length];
        long shared = 0;
        long upTo = 0;
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] > 0) {
                upTo += raw[i];
                long share = upTo * free / sum;
                frequencies[i] = (int) (share - shared) + 1;
                shared = share;
            }
        }
        return frequencies;
    }

    private static int zigzag(int difference) {
        return difference << 1 ^ difference >> 31;
    }

    private int riceParameter() {
        int best = 0;
        long least = Long.MAX_VALUE;
        for (int k = 0; k < 8; k++) {
            long bits = riceBits(k);
            if (bits < least) {
                least = bits;
                best = k;
            }
        }
        return best;
    }

    private long riceBits(int k) {
        long bits = 0;
        for (int i = 1; i < knots.length; i++) {
            int ones = zigzag(knots[i] - knots[i - 1]) >> k;
            if (ones > LONGEST_RUN) {
                return Long.MAX_VALUE;
            }
            bits += ones + 1 + k;
        }
        return bits;
    }

    private long tableBits() {
        return 8 + 2L * width + riceBits(riceParameter());
    }

    /** Bytes of the description. */
    int length() {
        return Math.toIntExact(BitPacking.bytes(tableBits()));
    }

    void write(byte[] out, int at) {
        BitPacking.Writer bits = new BitPacking.Writer(out, at);
        int k = riceParameter();
        bits.put(strideLog, 3);
        bits.put(precision, 2);
        bits.put(k, 3);
        bits.put(first, width);
        bits.put(last, width);
        for (int i = 1; i < knots.length; i++) {
            int z = zigzag(knots[i] - knots[i - 1]);
            bits.put((1 << (z >> k)) - 1, (z >> k) + 1);
            bits.put(z, k);
        }
        bits.finish();
    }

    /** @throws CorruptException if this is no description, or one whose frequencies would not fit */
    static Density read(byte[] in, int at, int end, int width) throws CorruptException {
        BitPacking.Reader bits = new BitPacking.Reader(in, at, end);
        int strideLog = bits.take(3);
        int precision = bits.take(2);
        int k = bits.take(3);
        int first = bits.take(width);
        int last = bits.take(width);
        CorruptException.unless(first <= last, "an empty range of symbols");
        int[] knots = new int[knotCount(first, last, strideLog)];
        for (int i = 1; i < knots.length; i++) {
            int ones = 0;
            while (bits.take(1) == 1) {
                CorruptException.unless(++ones <= LONGEST_RUN, "an endless number in a table");
            }
            int z = ones << k | bits.take(k);
            knots[i] = knots[i - 1] + (z >>> 1 ^ -(z & 1));
        }
        int[] lowered = lowered(knots);
        for (int knot : lowered) {
            CorruptException.unless(knot <= MOST_OCTAVES << precision, "a table of impossible frequencies");
        }
        return new Density(width, strideLog, precision, first, last, lowered);
    }
}
