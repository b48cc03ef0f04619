package dither.quant.tensor;

import java.lang.foreign.MemorySegment;

/**
 * Something that a method trains beside the weights.
 *
 * @param name tensor and quantity, such as {@code conv1.weight.logits}
 * @param training decides the optimiser
 * @param values in place
 * @param gradient dL/d(values), left by {@link TensorQuantizer#pullBack}
 */
public record OwnParameter(String name, Training training, MemorySegment values, MemorySegment gradient) {

    /** How it is trained. Nothing of a method's own is ever decayed. */
    public sealed interface Training {
        /** By an Adam of its own at a constant rate, as DiffQ does its logits whatever trains the weights. */
        record OwnAdam(double rate) implements Training {}

        /** By the optimiser and the schedule of the weights, as LSQ does its steps. */
        record LikeWeights() implements Training {}
    }
}
