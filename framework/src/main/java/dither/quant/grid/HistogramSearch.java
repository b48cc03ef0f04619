package dither.quant.grid;

/**
 * The clipping range with the least squared rounding error, searched on a histogram as PyTorch's HistogramObserver does.
 *
 * <p>{@value #BINS} equal bins cover the range. Quantiles close in from both sides; each proposal is charged the squared
 * distance of every bin's mass, taken as uniform, to the centre of the level that it falls on, out-of-range mass to the
 * outermost level; the search ends with the first proposal that is worse than the one before. With {@code levels = 2^b}
 * it works at any width; the code published with Quant-Noise keeps 256 levels and clips 15/16 of the range at 4 bits.
 */
final class HistogramSearch {
    private static final int BINS = 2048;
    private static final double STEP = 1e-5;

    private HistogramSearch() {}

    /** A range. */
    record Found(float low, float high) {}

    static Found search(float[] values, int levels) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        double width = ((double) max - min) / BINS;
        if (!(width > 0)) {
            return new Found(min, max);
        }
        long[] counts = new long[BINS];
        for (float value : values) {
            counts[Math.min(BINS - 1, (int) ((value - (double) min) / width))]++;
        }
        Bounds best = search(counts, width, levels);
        return new Found((float) (min + width * best.first()), (float) (min + width * (best.last() + 1)));
    }

    /** Bins that are kept, both inclusive. */
    record Bounds(int first, int last) {}

    static Bounds search(long[] counts, double width, int levels) {
        long[] cumulative = counts.clone();
        for (int i = 1; i < BINS; i++) {
            cumulative[i] += cumulative[i - 1];
        }
        long total = cumulative[BINS - 1];
        double alpha = 0;
        double beta = 1;
        Bounds kept = new Bounds(0, BINS - 1);
        double least = Double.POSITIVE_INFINITY;
        while (alpha < beta) {
            double nextAlpha = alpha + STEP;
            double nextBeta = beta - STEP;
            int left = kept.first();
            while (left < kept.last() && cumulative[left] < nextAlpha * total) {
                left++;
            }
            int right = kept.last();
            while (right > kept.first() && cumulative[right] > nextBeta * total) {
                right--;
            }
            Bounds proposal;
            if (left - kept.first() > kept.last() - right) {
                proposal = new Bounds(left, kept.last());
                alpha = nextAlpha;
            } else {
                proposal = new Bounds(kept.first(), right);
                beta = nextBeta;
            }
            if (proposal.equals(kept)) {
                continue;
            }
            double error = error(counts, width, proposal, levels);
            if (error > least) {
                break;
            }
            least = error;
            kept = proposal;
        }
        return kept;
    }

    /** Sum of squared distances if only the bins of {@code kept} are represented, by {@code levels} levels. */
    static double error(long[] counts, double width, Bounds kept, int levels) {
        double level = width * (kept.last() - kept.first() + 1) / levels;
        if (level == 0) {
            return 0;
        }
        double sum = 0;
        for (int bin = 0; bin < BINS; bin++) {
            if (counts[bin] == 0) {
                continue;
            }
            double from = (bin - kept.first()) * width;
            double to = from + width;
            int first = (int) Math.clamp(Math.floor(from / level), 0, levels - 1);
            int last = (int) Math.clamp(Math.floor(to / level), 0, levels - 1);
            double firstCentre = (first + 0.5) * level;
            double lastCentre = (last + 0.5) * level;
            double cubes = cubes(from - firstCentre, level / 2)
                    + (last - first - 1) * cubes(-level / 2, level / 2)
                    + cubes(-level / 2, to - lastCentre);
            sum += counts[bin] / width * cubes;
        }
        return sum;
    }

    /** Integral of {@code x^2}. */
    private static double cubes(double from, double to) {
        return (to * to * to - from * from * from) / 3;
    }
}
