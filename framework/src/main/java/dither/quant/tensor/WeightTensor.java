package dither.quant.tensor;

import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A parameter of a network as a method sees it, in the network's own memory.
 *
 * @param name layer and parameter
 * @param shape sizes, slowest first in memory
 * @param trained false for running statistics, which are stored but neither quantised nor counted as weights
 * @param seen what the next forward pass uses
 * @param gradient what the last backward pass left: dL/d(seen)
 * @param tiedTo name of the tensor, earlier in the network, whose weights these are too; null if they are its own
 * @param discarded whether it belongs to a block that is pruned in the end, so that it is neither stored nor counted
 * @param inputs what the layer multiplies the weights with; null where that cannot be asked for
 */
public record WeightTensor(
        String name,
        List<Long> shape,
        boolean trained,
        MemorySegment seen,
        MemorySegment gradient,
        String tiedTo,
        boolean discarded,
        Inputs inputs) {
    public WeightTensor {
        shape = List.copyOf(shape);
    }

    /** Weights of their own. */
    public WeightTensor(String name, List<Long> shape, boolean trained, MemorySegment seen, MemorySegment gradient) {
        this(name, shape, trained, seen, gradient, null, false, null);
    }

    /** Samples of what meets the weights. */
    @FunctionalInterface
    public interface Inputs {
        /**
         * Inputs that meet one block of {@code blockSize} weights of one output, of random places and blocks in a batch of training examples.
         *
         * @return shape [count][blockSize]
         */
        float[][] sample(int blockSize, int count);
    }

    /** How many numbers it holds. */
    public long length() {
        return Memory.length(seen);
    }
}
