package dither.quant.activation;

import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.quant.grid.LearnedGrid;
import dither.quant.tensor.OwnParameter;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Rounds to a grid whose step, and offset if asked for, are trained. */
final class LearnedQuantizer implements ActivationQuantizer {
    private static final int ALTERNATIONS = 20;

    private final Activations.Learned settings;
    private final int bits;
    private final LearnedGrid grid = new LearnedGrid(0, 1, 1, 0);
    private final List<OwnParameter> own;

    /** Whether the first batch was seen, the lowest and the highest level, and the step that it started with. */
    private final MemorySegment codes = Memory.allocate(4);

    LearnedQuantizer(Activations.Learned settings, int bits, String layer) {
        this.settings = settings;
        this.bits = bits;
        var likeWeights = new OwnParameter.Training.LikeWeights();
        var step = new OwnParameter(layer + ".input_step", likeWeights, grid.step(), grid.stepGradient());
        own = settings.offset()
                ? List.of(
                        step,
                        new OwnParameter(layer + ".input_offset", likeWeights, grid.offset(), grid.offsetGradient()))
                : List.of(step);
    }

    /** Training has found the grid. */
    @Override
    public void calibrate(boolean on) {}

    @Override
    public boolean forward(MemorySegment x, MemorySegment out, boolean training) {
        if (Memory.get(codes, 0) == 0) {
            if (!training || Elementwise.isZero(x)) {
                return false; // a dead batch says nothing of the step
            }
            start(x);
        }
        grid.setLevels((int) Memory.get(codes, 1), (int) Memory.get(codes, 2));
        grid.setFirst(Memory.get(codes, 3));
        grid.round(x, out);
        return true;
    }

    @Override
    public void backward(MemorySegment x, MemorySegment gradient) {
        grid.pullBack(x, gradient, Memory.length(x), settings.offset());
    }

    private void start(MemorySegment x) {
        Elementwise.Extremes range = Elementwise.extremes(x);
        boolean signed = settings.signed() || range.min() < 0 && !settings.offset();
        int low = signed ? -(1 << bits - 1) : 0;
        int high = signed ? (1 << bits - 1) - 1 : (1 << bits) - 1;
        grid.setLevels(low, high);
        Memory.set(codes, 0, 1);
        Memory.set(codes, 1, low);
        Memory.set(codes, 2, high);
        if (settings.offset()) {
            leastSquares(x, range, low, high);
        } else {
            grid.start(LearnedGrid.initialStep(x, high), 0);
        }
        Memory.set(codes, 3, Memory.get(grid.step(), 0));
    }

    /** Levels of the present grid, then the line through (level, x) with the least squared error, and again. */
    private void leastSquares(MemorySegment x, Elementwise.Extremes range, int low, int high) {
        double step = ((double) range.max() - range.min()) / (high - low);
        grid.start(step, range.min() - low * step);
        long n = Memory.length(x);
        for (int round = 0; round < ALTERNATIONS; round++) {
            double q = 0;
            double qq = 0;
            double v = 0;
            double qv = 0;
            for (long i = 0; i < n; i++) {
                double level = grid.level(Memory.get(x, i));
                double value = Memory.get(x, i);
                q += level;
                qq += level * level;
                v += value;
                qv += level * value;
            }
            double spread = qq - q * q / n;
            if (!(spread > 0)) {
                return;
            }
            double slope = (qv - q * v / n) / spread;
            grid.start(slope, (v - slope * q) / n);
        }
    }

    @Override
    public List<OwnParameter> own() {
        return own;
    }

    @Override
    public List<MemorySegment> state() {
        return List.of(codes);
    }

    @Override
    public void afterUpdate() {
        grid.keepPositive();
    }

    @Override
    public float[] stored() {
        return new float[] {
            Memory.get(grid.step(), 0),
            Memory.get(grid.offset(), 0),
            Memory.get(codes, 0),
            Memory.get(codes, 1),
            Memory.get(codes, 2)
        };
    }

    @Override
    public void load(float[] stored) {
        grid.start(stored[0], stored[1]);
        for (int i = 0; i < 3; i++) {
            Memory.set(codes, i, stored[2 + i]);
        }
    }
}
