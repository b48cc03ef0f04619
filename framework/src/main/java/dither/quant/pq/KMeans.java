package dither.quant.pq;

import dither.kernel.Checks;
import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.kernel.Nearest;
import dither.kernel.Noise;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * k-means as iPQ runs it: starts at random blocks drawn with replacement; assigns exhaustively, ties to the lowest index;
 * moves each centroid to the mean of its blocks.
 *
 * <p>While a cluster is empty, a random empty centroid k and the one with the most blocks m become {@code c_m + e} and
 * {@code c_m - e} with {@code e ~ N(0, epsilon^2)}, and all blocks are assigned again. The published code of 2020 tries
 * without end, which hangs on duplicate blocks; here a step gives up after {@code attempts}, and the search ends there
 * with the clusters empty. Source: Stock et al. 2020, section 3.2, and its code.
 *
 * @param iterations of assignment and means
 * @param attempts most splits in one iteration
 * @param epsilon deviation of a split, but at most a thousandth of the weights' root mean square
 */
public record KMeans(int iterations, int attempts, double epsilon) {

    /** Most centroids: an index of 12 bits. */
    public static final int MOST_CENTROIDS = 4096;

    public KMeans {
        Checks.inRange("iterations", iterations, 1, 10_000);
        Checks.inRange("attempts", attempts, 0, 10_000);
        Checks.positive("epsilon", epsilon);
    }

    /** As the code published with Quant-Noise: 15 iterations, 100 attempts, 1e-6. */
    public static KMeans standard() {
        return new KMeans(15, 100, 1e-6);
    }

    /** Checks that this number of centroids is allowed. */
    public static void checkCentroids(int centroids) {
        if (centroids < 2 || centroids > MOST_CENTROIDS || Integer.bitCount(centroids) != 1) {
            throw new IllegalArgumentException(
                    "centroids must be a power of two from 2 to " + MOST_CENTROIDS + ", was " + centroids);
        }
    }

    /**
     * Finds a codebook for a tensor.
     *
     * @param centroids wanted, a power of two; where there are fewer than four blocks for each, the largest power of two
     *     that leaves four (the rule of Stock et al. 2020, section 4.1), at least 1
     * @param metric weighs errors; null for plain distances
     */
    public Codebook fit(MemorySegment weights, int blockSize, int centroids, InputMetric metric, RandomStream stream) {
        int blocks = Math.toIntExact(Memory.length(weights) / blockSize);
        int count = Math.max(1, Math.min(centroids, Integer.highestOneBit(Math.max(1, blocks / 4))));
        if (isOneBlock(weights, blockSize)) { // splits of its cluster would only add noise
            return new Codebook(blockSize, Memory.toArray(Memory.slice(weights, 0, blockSize)), new short[blocks]);
        }
        MemorySegment points = metric == null ? weights : metric.transform(weights);
        float[] centres = start(points, blocks, blockSize, count, stream.at("start"));
        short[] index = new short[blocks];
        boolean filled = true;
        for (int i = 0; i < iterations && filled; i++) {
            Nearest.assign(points, blockSize, centres, index);
            filled = split(points, blockSize, centres, index, stream.at("split").at(i));
            centres = means(points, blockSize, centres, index);
        }
        // The last means have not been assigned to yet; what is stored are means of the blocks, not of their images.
        Nearest.assign(points, blockSize, centres, index);
        float[] stored = metric == null ? centres : means(weights, blockSize, new float[centres.length], index);
        return new Codebook(blockSize, stored, index);
    }

    private static boolean isOneBlock(MemorySegment weights, int blockSize) {
        for (long i = blockSize; i < Memory.length(weights); i++) {
            if (Memory.get(weights, i) != Memory.get(weights, i - blockSize)) {
                return false;
            }
        }
        return true;
    }

    private static float[] start(MemorySegment points, int blocks, int d, int count, RandomStream stream) {
        float[] centres = new float[count * d];
        for (int k = 0; k < count; k++) {
            int block = stream.below(k, blocks);
            for (int t = 0; t < d; t++) {
                centres[k * d + t] = Memory.get(points, (long) block * d + t);
            }
        }
        return centres;
    }

    /** Fills empty clusters; false if some stay empty. */
    private boolean split(MemorySegment points, int d, float[] centres, short[] index, RandomStream stream) {
        // An absolute split would be larger than the whole of a tensor of tiny weights.
        double rms = Math.sqrt(Elementwise.squaredNorm(points) / Memory.length(points));
        double size = Math.min(epsilon, 1e-3 * rms);
        for (int attempt = 0; ; attempt++) {
            int[] counts = new Codebook(d, centres, index).counts();
            List<Integer> empty = new ArrayList<>();
            int fullest = 0;
            for (int k = 0; k < counts.length; k++) {
                if (counts[k] == 0) {
                    empty.add(k);
                }
                fullest = counts[k] > counts[fullest] ? k : fullest;
            }
            if (empty.isEmpty()) {
                return true;
            }
            if (attempt == attempts) {
                return false;
            }
            int chosen = empty.get(stream.below(attempt, empty.size()));
            Noise noise = stream.at(attempt).gaussian();
            float[] e = new float[d];
            noise.fill(0, e, d);
            for (int t = 0; t < d; t++) {
                float shift = (float) (size * e[t]);
                centres[chosen * d + t] = centres[fullest * d + t] + shift;
                centres[fullest * d + t] -= shift;
            }
            Nearest.assign(points, d, centres, index);
        }
    }

    /** Means of the blocks of each centroid; one without blocks stays where it is. */
    private static float[] means(MemorySegment points, int d, float[] centres, short[] index) {
        Codebook before = new Codebook(d, centres, index);
        double[] sums = before.sums(points);
        int[] counts = before.counts();
        float[] moved = centres.clone();
        for (int i = 0; i < moved.length; i++) {
            if (counts[i / d] > 0) {
                moved[i] = (float) (sums[i] / counts[i / d]);
            }
        }
        return moved;
    }
}
