package dither.quant;

import dither.quant.grid.Channels;
import dither.quant.grid.Grid;
import dither.quant.grid.IntegerGrid;
import dither.quant.grid.MinMaxGrid;
import dither.quant.grid.Observer;
import dither.quant.grid.Oscillation;
import dither.quant.grid.RangeObserver;
import dither.quant.grid.RoundingGrid;
import dither.quant.stored.QuantizedTensor;
import dither.quant.tensor.NoiseSchedule;
import dither.quant.tensor.TensorQuantizer;
import dither.quant.tensor.TrainingStep;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One tensor that is rounded to a {@link RoundingGrid} in each forward pass, whole ({@link SteQat}) or in part
 * ({@link QuantNoise}), with straight-through gradients.
 */
final class GridQuantizer implements TensorQuantizer {
    private final RoundingGrid grid;
    private final int bits;
    private final double rate;
    private final NoiseSchedule schedule;
    private final float margin;
    private final Channels channels;
    private final RangeObserver range;
    private final Oscillation.History history;

    /** Of the weights that the last forward pass saw. */
    private Grid fitted;

    /** Of weights that this step rounds. */
    private double share;

    /**
     * @param rate share of weights that a forward pass rounds
     * @param schedule how that share changes in the course of the training
     * @param margin how far beyond the grid's ends weights still get a gradient, in steps
     * @param oscillation null to leave oscillations unwatched
     */
    GridQuantizer(
            RoundingGrid grid,
            int bits,
            double rate,
            NoiseSchedule schedule,
            float margin,
            Oscillation oscillation,
            WeightTensor tensor) {
        this.grid = grid;
        this.bits = bits;
        this.rate = rate;
        this.schedule = schedule;
        this.share = rate;
        this.margin = margin;
        channels = Channels.ofWeights(grid.granularity(), tensor.shape(), tensor.length());
        range = new RangeObserver(grid.observer(), channels, bits);
        long outputs = tensor.shape().size() < 2 ? 1 : tensor.shape().getFirst();
        history = oscillation == null
                ? null
                : new Oscillation.History(oscillation, tensor.length(), (double) tensor.length() / outputs);
    }

    @Override
    public void begin(TrainingStep now, MemorySegment stored) {
        share = rate * schedule.factor(now);
        if (history != null) {
            history.begin(now.progress());
        }
    }

    @Override
    public void perturb(MemorySegment stored, MemorySegment seen, RandomStream stream) {
        if (share == 0) {
            MemorySegment.copy(stored, 0, seen, 0, stored.byteSize());
            return;
        }
        fitted = switch (grid.kind()) {
            case MIN_MAX -> MinMaxGrid.of(stored, bits);
            case AFFINE, SYMMETRIC -> {
                range.observe(stored);
                yield IntegerGrid.of(grid.kind(), channels, range, bits);
            }
        };
        fitted.round(stored, seen, share < 1 ? stream.bernoulli(share) : null);
        if (history != null) {
            history.forward(stored, seen, fitted);
        }
    }

    @Override
    public void pullBack(MemorySegment stored, MemorySegment gradient, RandomStream stream) {
        // Fresh extremes are within half a step of the grid's ends but for the rounding of floats, so straight-through
        // training passes them all.
        boolean fresh = margin > 0 && grid.observer() instanceof Observer.MinMax;
        if (share > 0 && !fresh) {
            fitted.clipGradient(stored, gradient, margin);
        }
        if (history != null) {
            history.backward(stored, gradient, fitted);
        }
    }

    @Override
    public List<MemorySegment> state() {
        List<MemorySegment> all = new ArrayList<>(range.state());
        if (history != null) {
            all.addAll(history.state());
        }
        return all;
    }

    @Override
    public OptionalDouble oscillating() {
        return history == null ? OptionalDouble.empty() : OptionalDouble.of(history.oscillating());
    }

    @Override
    public QuantizedTensor quantize(String name, List<Long> shape, MemorySegment stored) {
        Grid end = switch (grid.kind()) {
            case MIN_MAX -> MinMaxGrid.of(stored, bits);
            case AFFINE, SYMMETRIC -> IntegerGrid.of(grid.kind(), channels, range.last(stored), bits);
        };
        short[] levels = end.levels(stored);
        if (history != null) {
            history.freeze(levels, end);
        }
        return end.quantize(name, shape, levels);
    }
}
