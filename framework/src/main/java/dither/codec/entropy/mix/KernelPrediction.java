package dither.codec.entropy.mix;

/**
 * Predicts each weight of a kernel from those before it by linear regression on the kernels so far.
 *
 * <p>With C the sum of products of weights at each pair of places, and {@code C = L D L^T} with ones on the diagonal of L, the prediction is
 * {@code sum_j L[k][j] (x_j - prediction_j)}. At first C is as if twelve kernels had been seen in which two places at a distance
 * of r correlate by {@code 0.3^r}; L is computed anew each time the kernels have become a quarter more.
 */
final class KernelPrediction {
    private static final int FIRST_KERNELS = 12;
    private static final int MOST = 6144;
    private static final int MOST_FACTOR = 32_768;
    /** log2 of 0.3, negated, in Q16. */
    private static final int DECAY = 113_834;

    private final int size;
    private final long[][] products;
    /** Q12. */
    private final int[][] factors;

    private final int[] weights;
    private final int[] surprises;
    private int prediction;
    private int kernels;
    private int refresh;

    /** @param columns last size of a kernel, at which a row of it ends */
    KernelPrediction(int size, int columns) {
        this.size = size;
        products = new long[size][];
        factors = new int[size][size];
        weights = new int[size];
        surprises = new int[size];
        for (int p = 0; p < size; p++) {
            products[p] = new long[p + 1];
            for (int q = 0; q < p; q++) {
                int dy = p / columns - q / columns;
                int dx = p % columns - q % columns;
                products[p][q] = FIRST_KERNELS * correlation(Math.min(31, dx * dx + dy * dy)) << 4;
            }
            products[p][p] = (long) FIRST_KERNELS << 20;
        }
    }

    /** 0.3^r in Q16, of r squared. */
    private static long correlation(int squared) {
        long octaves = FixedPoint.squareRoot((long) squared << 32) * DECAY >> 16;
        int down = (int) (octaves >> 16);
        int rest = (int) (octaves & 65535);
        return (rest == 0 ? 1L << 30 : FixedPoint.power(65536 - rest) >> 1) >> 14 >> down;
    }

    /** The prediction for the place {@code at}. */
    int next(int at) {
        if (at == 0) {
            if (kernels >= refresh) {
                factorise();
                refresh = kernels + Math.max(4, kernels >> 2);
            }
            prediction = 0;
        } else {
            long sum = 0;
            int[] row = factors[at];
            for (int j = 0; j < at; j++) {
                sum += (long) row[j] * surprises[j];
            }
            prediction = FixedPoint.clamp(sum >> 12, -MOST, MOST);
        }
        return prediction;
    }

    /** Takes note of the weight at the place that {@link #next} was asked about. */
    void saw(int at, int units) {
        weights[at] = FixedPoint.clamp(units, -MOST, MOST);
        surprises[at] = weights[at] - prediction;
    }

    /** All places of a kernel were seen. */
    void end() {
        for (int p = 0; p < size; p++) {
            long weight = weights[p];
            for (int q = 0; q <= p; q++) {
                products[p][q] += weight * weights[q];
            }
        }
        kernels++;
    }

    private void factorise() {
        long largest = 1;
        for (int p = 0; p < size; p++) {
            largest = Math.max(largest, products[p][p]);
        }
        int down = Math.max(0, 34 - Long.numberOfLeadingZeros(largest)); // leaves 30 bits
        long[] diagonal = new long[size];
        for (int p = 0; p < size; p++) {
            for (int q = 0; q <= p; q++) {
                long rest = products[p][q] >> down;
                for (int u = 0; u < q; u++) {
                    rest -= ((long) factors[p][u] * factors[q][u] >> 12) * diagonal[u] >> 12;
                }
                if (q < p) {
                    factors[p][q] = FixedPoint.clamp((rest << 12) / diagonal[q], -MOST_FACTOR, MOST_FACTOR);
                } else {
                    diagonal[p] = Math.max(rest, (products[p][p] >> down >> 10) + 1);
                }
            }
        }
    }
}
