package dither.quant;

import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A method at work on one tensor. Memory arguments have the tensor's length; {@code stored} is never written. */
interface TensorQuantizer {

    /** Writes the weights that this forward pass sees. */
    void perturb(MemorySegment stored, MemorySegment seen, RandomStream stream);

    /**
     * Turns dL/d(seen) into dL/d(stored) in place, and leaves the gradients of {@link #own}. Called after
     * {@link #perturb} with the same arguments.
     */
    void pullBack(MemorySegment stored, MemorySegment gradient, RandomStream stream);

    /** What the method trains beside the weights. */
    default List<OwnParameter> own() {
        return List.of();
    }

    /** Called after each update of {@link #own}: brings values back into their domain. */
    default void afterUpdate() {}

    /** The tensor as it is stored. */
    QuantizedTensor quantize(String name, List<Long> shape, MemorySegment stored);
}
