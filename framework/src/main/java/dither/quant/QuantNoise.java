package dither.quant;

import dither.Added;
import dither.kernel.Checks;
import dither.quant.grid.RoundingGrid;
import dither.quant.tensor.NoiseSchedule;
import dither.quant.tensor.TensorQuantizer;
import dither.quant.tensor.WeightTensor;

/**
 * Quant-Noise with integers: each forward pass rounds a random part of the weights, the end rounds all of them.
 *
 * <p>Forward: {@code seen = clamp(w) + m (Q(w) - clamp(w))} with {@code m = 1} with probability {@code rate}, drawn anew for
 * each weight and step; nothing is rescaled, stored weights are never touched. Backward: {@code dL/dw = dL/dseen} for all
 * weights that the grid can represent, rounded or not, else 0. With {@code rate = 0} it is ordinary training, with {@code
 * rate = 1} the paper's QAT, which differs from {@link SteQat} in that gradients end with the grid. Source: Fan, Stock et
 * al. 2021, sections 3 and 4. Noise for product quantisation is {@link PqNoise}.
 *
 * @param bits of the integers, in [2, 8]
 * @param rate expected share of weights that are quantised in a forward pass, in [0, 1]
 * @param grid affine or symmetric, per tensor or channel
 * @param schedule how the rate changes in the course of the training
 */
public record QuantNoise(
        int bits,
        double rate,

        @Added(before = "{\"granularity\":\"TENSOR\",\"kind\":\"AFFINE\",\"observer\":{\"type\":\"MinMax\"}}")
        RoundingGrid grid,

        @Added(before = "\"CONSTANT\"") NoiseSchedule schedule)
        implements Method {

    public QuantNoise {
        Checks.inRange("bits", bits, 2, 8);
        Checks.inRange("rate", rate, 0, 1);
        if (grid.kind() == RoundingGrid.Kind.MIN_MAX) {
            throw new IllegalArgumentException("Quant-Noise rounds to integers; choose an AFFINE or SYMMETRIC grid");
        }
    }

    /** On the affine grid of each tensor. */
    public QuantNoise(int bits, double rate) {
        this(bits, rate, RoundingGrid.affine());
    }

    /** On another grid. */
    public QuantNoise(int bits, double rate, RoundingGrid grid) {
        this(bits, rate, grid, NoiseSchedule.CONSTANT);
    }

    /** This method with noise that changes in the course of the training. */
    public QuantNoise with(NoiseSchedule other) {
        return new QuantNoise(bits, rate, grid, other);
    }

    @Override
    public String label() {
        return "Quant-Noise int" + bits + " p=" + Method.plain(rate) + grid.labelUnless(RoundingGrid.affine())
                + schedule.label();
    }

    @Override
    public String family() {
        return "Quant-Noise";
    }

    /** This method on one tensor. */
    TensorQuantizer on(WeightTensor tensor) {
        return new GridQuantizer(grid, bits, rate, schedule, 0, null, tensor);
    }
}
