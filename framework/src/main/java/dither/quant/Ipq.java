package dither.quant;

import dither.kernel.Checks;
import dither.kernel.Memory;
import dither.quant.pq.BlockSizes;
import dither.quant.pq.Codebook;
import dither.quant.pq.InputMetric;
import dither.quant.pq.KMeans;
import dither.quant.stored.QuantizedTensor;
import dither.quant.tensor.OwnParameter;
import dither.quant.tensor.TensorQuantizer;
import dither.quant.tensor.TrainingStep;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Iterative product quantisation: quantise some layers, fine-tune, quantise the next, always on the network as it is.
 *
 * <p>The training is cut into as many equal phases as there are groups of layers; at the start of its phase a group gets
 * its codebooks ({@link KMeans}), and its assignments are frozen. From then on the network sees {@code c[index]}, and each
 * centroid moves by the mean of the gradients of its blocks, {@code dL/dc = 1/|J_c| sum_J dL/db}, with the optimiser and
 * rate of the weights. Layers that are not quantised yet, biases and norms keep training. Optimiser and schedule start
 * afresh with each phase. Sources: Stock et al. 2020, section 3.3; Fan et al. 2021, section 4.2. The published code averages in
 * convolutions only and sums elsewhere, so its rates for dense layers are too small here.
 *
 * @param blocks weights of a block, by kind of layer
 * @param centroids K, a power of two up to 4096
 * @param kMeans how centroids are found
 * @param order which layers make a phase
 * @param groups shell patterns of each phase, in order, for {@link Order#GROUPS}; what none matches joins the last
 * @param int8Centroids whether centroids are stored as 8-bit integers ("iPQ & int8")
 * @param inputSamples inputs sampled per layer to weigh errors with, as in the paper of 2020; 0 weighs all weights alike,
 *     as the code of 2021
 */
public record Ipq(
        BlockSizes blocks,
        int centroids,
        KMeans kMeans,
        Order order,
        List<List<String>> groups,
        boolean int8Centroids,
        int inputSamples)
        implements Method {

    /** Which layers are quantised together. */
    public enum Order {
        /** All at once. */
        TOGETHER,
        /** One after the other, in the network's order (Stock et al. 2020). */
        LAYER_BY_LAYER,
        /** Named groups, such as feed-forward, embeddings, attention (Fan et al. 2021). */
        GROUPS
    }

    public Ipq {
        KMeans.checkCentroids(centroids);
        Checks.inRange("inputSamples", inputSamples, 0, 1 << 20);
        groups = groups.stream().map(List::copyOf).toList();
        if ((order == Order.GROUPS) == groups.isEmpty()) {
            throw new IllegalArgumentException(
                    "groups are for the order GROUPS, which was " + order + " with " + groups);
        }
    }

    /** With the k-means of the published code, all layers at once. */
    public Ipq(BlockSizes blocks, int centroids) {
        this(blocks, centroids, KMeans.standard(), Order.TOGETHER, List.of(), false, 0);
    }

    /** This method with another order without groups. */
    public Ipq with(Order other) {
        return new Ipq(blocks, centroids, kMeans, other, List.of(), int8Centroids, inputSamples);
    }

    /** This method in named groups. */
    public Ipq withGroups(List<List<String>> patterns) {
        return new Ipq(blocks, centroids, kMeans, Order.GROUPS, patterns, int8Centroids, inputSamples);
    }

    /** This method with centroids of 8 bits. */
    public Ipq withInt8Centroids() {
        return new Ipq(blocks, centroids, kMeans, order, groups, true, inputSamples);
    }

    /** This method with errors weighed by sampled inputs. */
    public Ipq withInputSamples(int samples) {
        return new Ipq(blocks, centroids, kMeans, order, groups, int8Centroids, samples);
    }

    @Override
    public String label() {
        return "iPQ K=" + centroids + Pq.label(blocks)
                + switch (order) {
                    case TOGETHER -> "";
                    case LAYER_BY_LAYER -> " layer by layer";
                    case GROUPS -> " in " + groups.size() + " groups";
                }
                + (int8Centroids ? " & int8" : "")
                + (inputSamples > 0 ? " weighted" : "");
    }

    @Override
    public String family() {
        return "iPQ";
    }

    @Override
    public boolean needsTrained() {
        return true;
    }

    /**
     * This method on one tensor; null if its shape has no blocks.
     *
     * @param phase in which it is quantised
     * @param phases of the whole training
     * @param stream of the k-means
     */
    Tensor on(WeightTensor tensor, int phase, int phases, RandomStream stream) {
        int blockSize = blocks.of(tensor.name(), tensor.shape());
        if (blockSize == 0) {
            return null;
        }
        if (inputSamples > 0 && tensor.inputs() == null) {
            throw new IllegalArgumentException("the inputs that meet " + tensor.name()
                    + " cannot be sampled; set inputSamples to 0, or build the network of Dither's layers");
        }
        return new Tensor(this, tensor, blockSize, phase, phases, stream);
    }

    /** This method on one tensor. */
    static final class Tensor implements TensorQuantizer {
        private final Ipq method;
        private final WeightTensor tensor;
        private final int blockSize;
        private final int phase;
        private final int phases;
        private final RandomStream stream;
        private final OwnParameter centroids;

        /** K, then the index of each block; K is 0 until the tensor is quantised. */
        private final MemorySegment assignment;

        Tensor(Ipq method, WeightTensor tensor, int blockSize, int phase, int phases, RandomStream stream) {
            this.method = method;
            this.tensor = tensor;
            this.blockSize = blockSize;
            this.phase = phase;
            this.phases = phases;
            this.stream = stream;
            long count = (long) method.centroids * blockSize;
            centroids = new OwnParameter(
                    tensor.name() + ".centroids",
                    new OwnParameter.Training.LikeWeights(),
                    Memory.allocate(count),
                    Memory.allocate(count));
            assignment = Memory.allocate(1 + tensor.length() / blockSize);
        }

        @Override
        public void begin(TrainingStep now, MemorySegment stored) {
            if (!now.startsPhase(phases) || now.phase(phases) != phase) {
                return;
            }
            Codebook book = fit(stored);
            Memory.set(assignment, 0, book.size());
            for (int j = 0; j < book.index().length; j++) {
                Memory.set(assignment, 1 + j, book.index()[j]);
            }
            Memory.copy(book.centroids(), 0, centroids.values(), 0, book.centroids().length);
        }

        private Codebook fit(MemorySegment stored) {
            InputMetric metric = null;
            if (method.inputSamples > 0) {
                metric = InputMetric.of(tensor.inputs().sample(blockSize, method.inputSamples), blockSize);
            }
            return method.kMeans.fit(stored, blockSize, method.centroids, metric, stream);
        }

        private Codebook codebook() {
            int size = (int) Memory.get(assignment, 0);
            if (size == 0) {
                return null;
            }
            short[] index = new short[Math.toIntExact(Memory.length(assignment) - 1)];
            for (int j = 0; j < index.length; j++) {
                index[j] = (short) Memory.get(assignment, 1 + j);
            }
            float[] values = Memory.toArray(Memory.slice(centroids.values(), 0, (long) size * blockSize));
            return new Codebook(blockSize, values, index);
        }

        @Override
        public void perturb(MemorySegment stored, MemorySegment seen, RandomStream stream) {
            Codebook book = codebook();
            if (book == null) {
                MemorySegment.copy(stored, 0, seen, 0, stored.byteSize());
            } else {
                book.reconstruct(seen);
            }
        }

        @Override
        public void pullBack(MemorySegment stored, MemorySegment gradient, RandomStream stream) {
            Codebook book = codebook();
            if (book != null) {
                book.meanGradient(gradient, centroids.gradient());
                gradient.fill((byte) 0);
            }
        }

        @Override
        public List<OwnParameter> own() {
            return List.of(centroids);
        }

        @Override
        public List<MemorySegment> state() {
            return List.of(assignment);
        }

        @Override
        public QuantizedTensor quantize(String name, List<Long> shape, MemorySegment stored) {
            Codebook book = codebook();
            return (book == null ? fit(stored) : book).quantize(name, shape, method.int8Centroids);
        }
    }
}
