package dither.quant;

import dither.Added;
import dither.kernel.Checks;
import dither.quant.grid.Oscillation;
import dither.quant.grid.RoundingGrid;
import dither.quant.tensor.NoiseSchedule;
import dither.quant.tensor.TensorQuantizer;
import dither.quant.tensor.WeightTensor;

/**
 * Quantisation-aware training by the straight-through estimator: every forward pass sees all weights rounded, and the
 * gradient passes as if nothing had happened.
 *
 * <p>Forward: {@code seen = Q(w)} on the grid of the present weights. Backward: {@code dL/dw = dL/dseen} where w rounds to
 * a level of the grid, else 0; with the extremes of the present weights as range nothing is clipped. Sources: Jacob et
 * al. 2018, section 3; Krishnamoorthi 2018, sections 2 and 3; the min-max grid is that of DiffQ's QAT rows.
 *
 * @param bits per weight, in [1, 15]; at least 2 on integer grids
 * @param grid where levels lie and how its range is found
 * @param oscillation what is done about weights that jump between two levels; null for nothing
 */
public record SteQat(
        int bits,

        @Added(before = "{\"granularity\":\"TENSOR\",\"kind\":\"MIN_MAX\",\"observer\":{\"type\":\"MinMax\"}}")
        RoundingGrid grid,

        @Added(before = "null") Oscillation oscillation)
        implements Method {

    public SteQat {
        Checks.inRange("bits", bits, grid.kind() == RoundingGrid.Kind.MIN_MAX ? 1 : 2, 15);
    }

    /** On the min-max grid of the DiffQ code. */
    public SteQat(int bits) {
        this(bits, RoundingGrid.minMax(), null);
    }

    /** On another grid. */
    public SteQat(int bits, RoundingGrid grid) {
        this(bits, grid, null);
    }

    /** This method with something done about oscillations. */
    public SteQat with(Oscillation other) {
        return new SteQat(bits, grid, other);
    }

    @Override
    public String label() {
        return "STE-QAT " + bits + " bits" + grid.labelUnless(RoundingGrid.minMax())
                + (oscillation == null ? "" : oscillation.label());
    }

    @Override
    public String family() {
        return "STE-QAT";
    }

    /** This method on one tensor. */
    TensorQuantizer on(WeightTensor tensor) {
        // Half a step beyond the ends still rounds to a level; the extremes themselves are often there.
        return new GridQuantizer(grid, bits, 1, NoiseSchedule.CONSTANT, 0.5f, oscillation, tensor);
    }
}
