package dither.quant;

import dither.Added;
import dither.kernel.Checks;
import dither.quant.grid.EdgeBits;
import dither.quant.grid.LearnedGrid;
import dither.quant.tensor.TensorQuantizer;
import dither.quant.tensor.WeightTensor;
import java.lang.foreign.MemorySegment;

/**
 * Learned step size quantisation: a symmetric grid per tensor whose step is trained with the weights.
 *
 * <p>{@code seen = rint(clamp(w/s, -2^(b-1), 2^(b-1) - 1)) s}, with the gradients of {@link LearnedGrid}. The step starts at
 * {@code 2 mean|w| / sqrt(2^(b-1) - 1)}, and its gradient is scaled by {@code 1 / sqrt(N (2^(b-1) - 1))}. It trains with
 * the optimiser and rate of the weights and is never decayed; Adam, unlike the paper's SGD, all but cancels that scale. Source: Esser et al. 2020.
 *
 * @param bits per weight, in [2, 15]; with one bit the largest level is 0 and the initial step infinite
 * @param initialStep how the step starts
 * @param edgeBits bits of the first and the last layer; the paper always has 8. 0 for the same as all others
 */
public record Lsq(
        int bits,
        InitialStep initialStep,
        @Added(before = "0") int edgeBits) implements Method {
    public Lsq {
        Checks.inRange("bits", bits, 2, 15);
        EdgeBits.check(edgeBits);
    }

    /** With the paper's initial step and the same bits everywhere. */
    public Lsq(int bits) {
        this(bits, InitialStep.PAPER, 0);
    }

    /** As in the paper, with 8 bits in the first and the last layer. */
    public static Lsq paper(int bits) {
        return new Lsq(bits, InitialStep.PAPER, 8);
    }

    /** Initial step over {@code 2 mean|w|}. */
    public enum InitialStep {
        /** {@code 1 / sqrt(2^(bits-1) - 1)}, section 2.1 of the paper. */
        PAPER,
        /** {@code 1 / sqrt(2^(bits-1))}, as the code published with DiffQ has it. */
        DIFFQ_CODE
    }

    @Override
    public String label() {
        return "LSQ " + bits + " bits"
                + (initialStep == InitialStep.DIFFQ_CODE ? " DiffQ start" : "")
                + (edgeBits == 0 ? "" : " edges " + edgeBits);
    }

    @Override
    public String family() {
        return "LSQ";
    }

    @Override
    public boolean needsTrained() {
        return true;
    }

    private double initialStep(MemorySegment weights, int width) {
        int highest = (1 << (width - 1)) - 1;
        return LearnedGrid.initialStep(weights, initialStep == InitialStep.PAPER ? highest : highest + 1);
    }

    /**
     * This method on one tensor.
     *
     * @param edge whether the tensor belongs to the first or the last layer
     */
    TensorQuantizer on(WeightTensor tensor, boolean edge) {
        int width = EdgeBits.of(edge, edgeBits, bits);
        return new LearnedGridQuantizer(
                tensor.name(), width, LearnedGrid.signed(width, initialStep(tensor.seen(), width)), false);
    }
}
