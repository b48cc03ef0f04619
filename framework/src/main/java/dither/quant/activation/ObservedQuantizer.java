package dither.quant.activation;

import dither.kernel.Memory;
import dither.quant.grid.Channels;
import dither.quant.grid.IntegerGrid;
import dither.quant.grid.Observer;
import dither.quant.grid.RangeObserver;
import dither.quant.tensor.OwnParameter;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Rounds to the integer grid of an observed range. */
final class ObservedQuantizer implements ActivationQuantizer {
    /** Half a step beyond the ends still rounds to a level. */
    private static final float MARGIN = 0.5f;

    private final Activations.Observed settings;
    private final int bits;
    private final Channels channels;

    /** What training has seen. */
    private final RangeObserver seen;

    /** What evaluation uses. */
    private final RangeObserver calibrated;

    private boolean calibrating;
    private IntegerGrid fitted;

    ObservedQuantizer(Activations.Observed settings, int bits, int channelCount) {
        this.settings = settings;
        this.bits = bits;
        channels = Channels.ofActivations(settings.grid().granularity(), channelCount);
        seen = new RangeObserver(settings.grid().observer(), channels, bits);
        calibrated = new RangeObserver(settings.grid().observer(), channels, bits);
    }

    private boolean keepsAverage() {
        return settings.inTraining() && settings.grid().observer() instanceof Observer.MovingAverage;
    }

    @Override
    public void calibrate(boolean on) {
        calibrating = on && !keepsAverage();
        if (calibrating) {
            calibrated.reset();
        }
    }

    @Override
    public boolean forward(MemorySegment x, MemorySegment out, boolean training) {
        if (calibrating) {
            calibrated.calibrate(x);
            return false;
        }
        if (training) {
            if (!settings.inTraining()) {
                return false;
            }
            seen.observe(x);
        }
        RangeObserver range = training || keepsAverage() ? seen : calibrated;
        if (!range.isCalibrated()) {
            return false;
        }
        fitted = IntegerGrid.of(settings.grid().kind(), channels, range, bits);
        fitted.round(x, out, null);
        return true;
    }

    @Override
    public void backward(MemorySegment x, MemorySegment gradient) {
        fitted.clipGradient(x, gradient, MARGIN);
    }

    @Override
    public List<OwnParameter> own() {
        return List.of();
    }

    @Override
    public List<MemorySegment> state() {
        return seen.state();
    }

    @Override
    public void afterUpdate() {}

    @Override
    public float[] stored() {
        return Memory.toArray((keepsAverage() ? seen : calibrated).memory());
    }

    @Override
    public void load(float[] stored) {
        (keepsAverage() ? seen : calibrated).memory().copyFrom(Memory.of(stored));
    }
}
