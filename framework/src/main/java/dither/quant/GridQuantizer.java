package dither.quant;

import dither.kernel.Elementwise.Extremes;
import dither.kernel.Noise;
import dither.quant.grid.Channels;
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
    private IntegerGrid fitted;

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
        if (grid.kind() == RoundingGrid.Kind.MIN_MAX) {
            MinMaxGrid.round(stored, seen, bits);
        } else if (share == 0) {
            MemorySegment.copy(stored, 0, seen, 0, stored.byteSize());
        } else {
            range.observe(stored);
            fitted = IntegerGrid.of(grid.kind(), channels, range, bits);
            Noise mask = share < 1 ? stream.bernoulli(share) : null;
            fitted.round(stored, seen, mask);
        }
        if (history != null) {
            history.forward(stored, seen, levels(stored));
        }
    }

    @Override
    public void pullBack(MemorySegment stored, MemorySegment gradient, RandomStream stream) {
        // A min-max grid clips nothing. Fresh extremes of an integer grid are within half a step of its ends but for
        // the rounding of floats, so straight-through training passes them all.
        boolean fresh = margin > 0 && grid.observer() instanceof Observer.MinMax;
        if (grid.kind() != RoundingGrid.Kind.MIN_MAX && share > 0 && !fresh) {
            fitted.clipGradient(stored, gradient, margin);
        }
        if (history != null) {
            history.backward(stored, gradient, levels(stored));
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
        if (grid.kind() == RoundingGrid.Kind.MIN_MAX) {
            QuantizedTensor.Uniform rounded = MinMaxGrid.quantize(name, shape, stored, bits);
            freeze(rounded.levels());
            return rounded;
        }
        IntegerGrid end = IntegerGrid.of(grid.kind(), channels, range.last(stored), bits);
        short[] levels = end.levels(stored);
        freeze(levels);
        return end.quantize(name, shape, levels);
    }

    private void freeze(short[] levels) {
        if (history != null) {
            history.freeze(levels);
        }
    }

    private Oscillation.Levels levels(MemorySegment stored) {
        return grid.kind() == RoundingGrid.Kind.MIN_MAX ? new MinMaxLevels(MinMaxGrid.range(stored), bits) : fitted;
    }

    /** The levels of a {@link MinMaxGrid}. */
    private record MinMaxLevels(Extremes range, float unit) implements Oscillation.Levels {
        MinMaxLevels(Extremes range, int bits) {
            this(range, 1f / ((1 << bits) - 1));
        }

        private float size() {
            return Math.max(range.max() - range.min(), Float.MIN_NORMAL);
        }

        @Override
        public int level(long i, float weight) {
            return (int) Math.rint((weight - range.min()) / size() / unit);
        }

        @Override
        public float value(long i, int level) {
            return level * unit * size() + range.min();
        }

        @Override
        public float clamp(long i, float weight) {
            return weight;
        }
    }
}
