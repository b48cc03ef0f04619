package dither.quant;

import dither.Added;
import dither.kernel.Checks;
import dither.kernel.Memory;
import dither.kernel.Noise;
import dither.quant.pq.BlockSizes;
import dither.quant.pq.Codebook;
import dither.quant.pq.KMeans;
import dither.quant.stored.QuantizedTensor;
import dither.quant.tensor.TensorQuantizer;
import dither.quant.tensor.TrainingStep;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;

/**
 * Quant-Noise for product quantisation: each forward pass replaces a random part of the blocks of weights.
 *
 * <p>{@code seen_b = phi(b)} for the chosen blocks, {@code b} for the others ({@code b / (1 - rate)} if scaled), where phi is
 * the nearest centroid, zero (the paper's proxy), or the mean block of the tensor. Backward: {@code dL/db = dL/dseen_b} for
 * every block, chosen or not, unmasked and unscaled. Choices are drawn anew for each step, independently, so the rate is
 * an expected share; stored weights are never touched, where the published code overwrites them and diverges in single
 * precision. Centroids are found anew at the start of each epoch. In the end weights are product-quantised as by
 * {@link Pq}; to fine-tune them so, let {@link Ipq} follow. Source: Fan et al. 2021, sections 4.1 and 4.2, tables 1 and 4.
 *
 * @param rate expected share of blocks that are replaced, in [0, 1]; 0.05 to 0.2 is recommended
 * @param blocks weights of a block, by kind of layer
 * @param centroids K of the codebooks, a power of two up to 4096
 * @param replacement what blocks are replaced by
 * @param draw what is drawn
 * @param scaled whether kept blocks are divided by {@code 1 - rate} under the proxy, as the published code does and the
 *     paper's formula does not
 * @param kMeans how centroids are found, those of the end included
 */
public record PqNoise(
        double rate,
        BlockSizes blocks,
        int centroids,
        Replacement replacement,
        Draw draw,
        boolean scaled,
        @Added(before = USUAL_K_MEANS) KMeans kMeans)
        implements Method {
    private static final String USUAL_K_MEANS = "{\"attempts\":100,\"epsilon\":1.0E-6,\"iterations\":15}";

    /** What blocks are replaced by. */
    public enum Replacement {
        /** The nearest centroid. */
        EXACT,
        /** Zero, which stands for any centroid. */
        PROXY,
        /** The mean of the tensor's blocks. */
        MEAN
    }

    /** What is drawn. */
    public enum Draw {
        /** Each block for itself. */
        SUBVECTORS,
        /** Centroids, and with them all blocks that are nearest to one. */
        CLUSTERS
    }

    public PqNoise {
        Checks.inRange("rate", rate, 0, 1);
        KMeans.checkCentroids(centroids);
        if (rate == 1 && replacement == Replacement.PROXY) {
            throw new IllegalArgumentException("zeros in place of all blocks leave no network; take a rate below 1");
        }
        if (scaled && (rate == 1 || replacement != Replacement.PROXY)) {
            throw new IllegalArgumentException(
                    "scaled noise needs the PROXY and a rate below 1, were " + replacement + " and " + rate);
        }
    }

    /** With the usual k-means. */
    public PqNoise(double rate, BlockSizes blocks, int centroids, Replacement replacement, Draw draw, boolean scaled) {
        this(rate, blocks, centroids, replacement, draw, scaled, KMeans.standard());
    }

    /** The proxy by blocks, unscaled, as the paper's formula. */
    public static PqNoise proxy(double rate, BlockSizes blocks) {
        return new PqNoise(rate, blocks, 256, Replacement.PROXY, Draw.SUBVECTORS, false);
    }

    /** The nearest centroid by blocks. With rate 1 it is the paper's "iPQ with QAT". */
    public static PqNoise exact(double rate, BlockSizes blocks) {
        return new PqNoise(rate, blocks, 256, Replacement.EXACT, Draw.SUBVECTORS, false);
    }

    @Override
    public String label() {
        return "Quant-Noise PQ p=" + Method.plain(rate)
                + (replacement == Replacement.PROXY
                        ? ""
                        : " " + replacement.name().toLowerCase(Locale.ROOT))
                + (draw == Draw.CLUSTERS ? " clusters" : "")
                + (scaled ? " scaled" : "")
                + Pq.label(blocks);
    }

    @Override
    public String family() {
        return "Quant-Noise PQ";
    }

    /** This method on one tensor; null if its shape has no blocks. */
    Tensor on(WeightTensor tensor, RandomStream stream) {
        int blockSize = blocks.of(tensor.name(), tensor.shape());
        return blockSize == 0 ? null : new Tensor(this, tensor, blockSize, stream);
    }

    /** This method on one tensor. */
    static final class Tensor implements TensorQuantizer {
        private final PqNoise method;
        private final int blockSize;
        private final int count;
        private final RandomStream random;

        /** K, then the centroids; found at the start of each epoch. */
        private final MemorySegment centroids;

        Tensor(PqNoise method, WeightTensor tensor, int blockSize, RandomStream random) {
            this.method = method;
            this.blockSize = blockSize;
            this.count = Math.toIntExact(tensor.length() / blockSize);
            this.random = random;
            boolean needed = method.replacement == Replacement.EXACT || method.draw == Draw.CLUSTERS;
            centroids = Memory.allocate(needed ? 1 + (long) method.centroids * blockSize : 0);
        }

        @Override
        public void begin(TrainingStep now, MemorySegment stored) {
            if (now.startsEpoch() && centroids.byteSize() > 0) {
                findCentroids(stored, random.at(now.step()));
            }
        }

        private void findCentroids(MemorySegment stored, RandomStream stream) {
            Codebook book = method.kMeans.fit(stored, blockSize, method.centroids, null, stream);
            Memory.set(centroids, 0, book.size());
            Memory.copy(book.centroids(), 0, centroids, 1, book.centroids().length);
        }

        @Override
        public void perturb(MemorySegment stored, MemorySegment seen, RandomStream stream) {
            Codebook book = null;
            if (centroids.byteSize() > 0) {
                int size = (int) Memory.get(centroids, 0);
                float[] values = Memory.toArray(Memory.slice(centroids, 1, (long) size * blockSize));
                book = new Codebook(blockSize, values, new short[count]).assign(stored);
            }
            MemorySegment.copy(stored, 0, seen, 0, stored.byteSize());
            float[] replaced = draw(book, stream.bernoulli(method.rate));
            float[] mean = method.replacement == Replacement.MEAN ? mean(stored) : new float[blockSize];
            float kept = method.scaled ? (float) (1 / (1 - method.rate)) : 1;
            for (int j = 0; j < count; j++) {
                long at = (long) j * blockSize;
                if (replaced[j] == 0) {
                    for (int t = 0; kept != 1 && t < blockSize; t++) {
                        Memory.set(seen, at + t, kept * Memory.get(stored, at + t));
                    }
                } else if (method.replacement == Replacement.EXACT) {
                    book.copy(j, seen);
                } else {
                    Memory.copy(mean, 0, seen, at, blockSize);
                }
            }
        }

        /** 1 for each block that is replaced. */
        private float[] draw(Codebook book, Noise coin) {
            float[] drawn = new float[method.draw == Draw.CLUSTERS ? book.size() : count];
            coin.fill(0, drawn, drawn.length);
            if (method.draw == Draw.SUBVECTORS) {
                return drawn;
            }
            float[] perBlock = new float[count];
            for (int j = 0; j < count; j++) {
                perBlock[j] = drawn[book.index()[j]];
            }
            return perBlock;
        }

        private float[] mean(MemorySegment stored) {
            double[] sums = new double[blockSize];
            for (long i = 0; i < (long) count * blockSize; i++) {
                sums[(int) (i % blockSize)] += Memory.get(stored, i);
            }
            float[] mean = new float[blockSize];
            for (int t = 0; t < blockSize; t++) {
                mean[t] = (float) (sums[t] / count);
            }
            return mean;
        }

        @Override
        public List<MemorySegment> state() {
            return centroids.byteSize() == 0 ? List.of() : List.of(centroids);
        }

        @Override
        public QuantizedTensor quantize(String name, List<Long> shape, MemorySegment stored) {
            Codebook book = method.kMeans.fit(stored, blockSize, method.centroids, null, random);
            return book.quantize(name, shape, false);
        }
    }
}
