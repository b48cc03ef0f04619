package dither.quant.activation;

import dither.quant.grid.EdgeBits;
import dither.quant.tensor.OwnParameter;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Rounds the input of one layer. Channels lie last in memory. */
public sealed interface ActivationQuantizer permits ObservedQuantizer, LearnedQuantizer {

    /**
     * The quantiser of one layer.
     *
     * @param layer its name
     * @param channels of its input
     * @param edge whether it is the first or the last
     */
    static ActivationQuantizer of(Activations settings, String layer, int channels, boolean edge) {
        int bits = EdgeBits.of(edge, settings.edgeBits(), settings.bits());
        return switch (settings) {
            case Activations.Observed observed -> new ObservedQuantizer(observed, bits, channels);
            case Activations.Learned learned -> new LearnedQuantizer(learned, bits, layer);
        };
    }

    /** Finds ranges on what follows instead of rounding it, until told otherwise. */
    void calibrate(boolean on);

    /**
     * Writes rounded activations.
     *
     * @return whether {@code out} was written
     */
    boolean forward(MemorySegment x, MemorySegment out, boolean training);

    /** Turns dL/dx' into dL/dx in place; called after {@link #forward} with the same {@code x}. */
    void backward(MemorySegment x, MemorySegment gradient);

    /** What is trained. */
    List<OwnParameter> own();

    /** What else must be kept to go on later. */
    List<MemorySegment> state();

    /** Brings trained values back into their domain. */
    void afterUpdate();

    /** All that evaluation needs. */
    float[] stored();

    /** Takes {@link #stored} back. */
    void load(float[] stored);
}
