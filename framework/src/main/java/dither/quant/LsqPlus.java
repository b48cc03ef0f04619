package dither.quant;

import dither.kernel.Checks;
import dither.kernel.Memory;
import dither.quant.grid.EdgeBits;
import dither.quant.grid.LearnedGrid;
import dither.quant.tensor.TensorQuantizer;
import dither.quant.tensor.WeightTensor;
import java.lang.foreign.MemorySegment;

/**
 * LSQ+: LSQ whose step starts by a three-sigma rule, and whose grid may have a learned offset.
 *
 * <p>{@code seen = rint(clamp((w - beta)/s, -2^(b-1), 2^(b-1) - 1)) s + beta}, with the gradients of {@link LearnedGrid}.
 * {@code s = max(|mu - 3 sigma|, |mu + 3 sigma|) / 2^(b-1)} at the start, with mean and deviation of the layer's weights;
 * beta starts at 0 and its gradient is scaled like that of s. The paper gives weights no offset and activations one: see
 * {@code dither.quant.activation}. Source: Bhalgat et al. 2020, equations 3 to 8.
 *
 * @param bits per weight, in [2, 15]
 * @param edgeBits bits of the first and the last layer; 0 for the same as all others
 * @param offset whether weights have a learned offset too
 */
public record LsqPlus(int bits, int edgeBits, boolean offset) implements Method {
    public LsqPlus {
        Checks.inRange("bits", bits, 2, 15);
        EdgeBits.check(edgeBits);
    }

    @Override
    public String label() {
        return "LSQ+ " + bits + " bits" + (edgeBits == 0 ? "" : " edges " + edgeBits) + (offset ? " offset" : "");
    }

    @Override
    public String family() {
        return "LSQ+";
    }

    @Override
    public boolean needsTrained() {
        return true;
    }

    static double initialStep(MemorySegment weights, int width) {
        long length = Memory.length(weights);
        double sum = 0;
        double squares = 0;
        double largest = 0;
        for (long i = 0; i < length; i++) {
            double w = Memory.get(weights, i);
            sum += w;
            squares += w * w;
            largest = Math.max(largest, Math.abs(w));
        }
        LearnedGrid.checkRoom(largest);
        double mean = sum / length;
        double deviation = Math.sqrt(Math.max(0, squares / length - mean * mean));
        return (Math.abs(mean) + 3 * deviation) / (1 << (width - 1));
    }

    /**
     * This method on one tensor.
     *
     * @param edge whether the tensor belongs to the first or the last layer
     */
    TensorQuantizer on(WeightTensor tensor, boolean edge) {
        int width = EdgeBits.of(edge, edgeBits, bits);
        return new LearnedGridQuantizer(
                tensor.name(), width, LearnedGrid.signed(width, initialStep(tensor.seen(), width)), offset);
    }
}
