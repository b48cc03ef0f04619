package dither.quant;

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
 */
public record WeightTensor(String name, List<Long> shape, boolean trained, MemorySegment seen, MemorySegment gradient) {
    public WeightTensor {
        shape = List.copyOf(shape);
    }

    /** How many numbers it holds. */
    public long length() {
        return Memory.length(seen);
    }
}
