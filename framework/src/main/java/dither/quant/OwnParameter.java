package dither.quant;

import java.lang.foreign.MemorySegment;

/**
 * Something that a method trains beside the weights.
 *
 * @param name tensor and quantity, such as {@code conv1.weight.logits}
 * @param kind decides the optimiser
 * @param values in place
 * @param gradient dL/d(values), left by {@link Quantizer#pullBack}
 */
public record OwnParameter(String name, Kind kind, MemorySegment values, MemorySegment gradient) {

    /** What it is, which decides how it is trained. */
    public enum Kind {
        /** Logits of bit widths: an Adam of their own, constant rate, no weight decay. */
        LOGITS,
        /** A quantisation step: the optimiser and schedule of the weights, no weight decay. */
        STEP
    }
}
