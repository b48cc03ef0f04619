package dither.quant.tensor;

import dither.quant.stored.QuantizedTensor;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalDouble;

/** A method at work on one tensor. Memory arguments have the tensor's length; {@code stored} is never written. */
public interface TensorQuantizer {

    /** Told that a step begins. */
    default void begin(TrainingStep now, MemorySegment stored) {}

    /** Writes the weights that this forward pass sees; not called for methods that act after training. */
    default void perturb(MemorySegment stored, MemorySegment seen, RandomStream stream) {
        throw new IllegalStateException("training sees the weights as they are");
    }

    /**
     * Turns dL/d(seen) into dL/d(stored) in place, and leaves the gradients of {@link #own}. Called after
     * {@link #perturb} with the same arguments. Straight through unless a method has something to change.
     */
    default void pullBack(MemorySegment stored, MemorySegment gradient, RandomStream stream) {}

    /** What the method trains beside the weights. */
    default List<OwnParameter> own() {
        return List.of();
    }

    /** What else must be kept to go on later: running ranges, codebooks, histories. */
    default List<MemorySegment> state() {
        return List.of();
    }

    /** Called after each update of {@link #own}: brings values back into their domain. */
    default void afterUpdate() {}

    /** Share of weights that oscillate between two levels, if that is watched. */
    default OptionalDouble oscillating() {
        return OptionalDouble.empty();
    }

    /** The tensor as it is stored. */
    QuantizedTensor quantize(String name, List<Long> shape, MemorySegment stored);
}
