package dither.nn;

import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One parameter tensor of a network, in place.
 *
 * @param name layer and parameter, such as {@code conv1.weight}
 * @param shape sizes, slowest first in memory: {@code [out, in, kernel, kernel]} for a convolution
 * @param role how training treats it
 * @param values the numbers that the next forward pass uses
 * @param gradient what the last backward pass left
 */
public record Parameter(String name, List<Long> shape, Role role, MemorySegment values, MemorySegment gradient) {

    /** How training treats a parameter. */
    public enum Role {
        /** Moved by an optimiser. */
        TRAINED,
        /** Moved by the layer itself; its "gradient" is the step to subtract as it is (DL4J's convention). */
        STATISTIC
    }

    public Parameter {
        shape = List.copyOf(shape);
    }

    /** Its numbers as they are now, elsewhere. */
    public MemorySegment copy() {
        MemorySegment copy = Memory.allocate(length());
        copy.copyFrom(values);
        return copy;
    }

    /** How many numbers it holds. */
    public long length() {
        return Memory.length(values);
    }
}
