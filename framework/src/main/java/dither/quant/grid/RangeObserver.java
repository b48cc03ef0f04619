package dither.quant.grid;

import dither.kernel.Elementwise;
import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** An {@link Observer} at work on one tensor. */
public final class RangeObserver {
    private final Observer observer;
    private final Channels channels;
    private final int bits;

    /** Forward passes seen, then the lows, then the highs. */
    private final MemorySegment state;

    /** @param bits of the grid that the range is for */
    public RangeObserver(Observer observer, Channels channels, int bits) {
        this.observer = observer;
        this.channels = channels;
        this.bits = bits;
        state = Memory.allocate(1 + 2L * channels.count());
    }

    /** What must be kept to go on later. */
    public List<MemorySegment> state() {
        return observer instanceof Observer.MinMax ? List.of() : List.of(state);
    }

    /** Whether it has seen anything. */
    public boolean isCalibrated() {
        return Memory.get(state, 0) > 0;
    }

    /** Takes note of a forward pass over {@code tensor}. */
    public void observe(MemorySegment tensor) {
        float age = Memory.get(state, 0);
        switch (observer) {
            case Observer.MinMax() -> extremes(tensor, 1);
            case Observer.MovingAverage(double rate) -> extremes(tensor, age == 0 ? 1 : (float) rate);
            case Observer.Histogram(int refresh) -> {
                if (age % refresh == 0) {
                    search(tensor);
                }
                age %= refresh; // a float that counts on stays at 2^24, and with it the search
            }
        }
        Memory.set(state, 0, age + 1);
    }

    /** Forgets everything. */
    public void reset() {
        state.fill((byte) 0);
    }

    /** Everything it knows. */
    public MemorySegment memory() {
        return state;
    }

    /** Takes note of one of several batches: extremes of all, their mean, or the mean of the searched ranges. */
    public void calibrate(MemorySegment batch) {
        float age = Memory.get(state, 0);
        float[] before = Memory.toArray(state);
        switch (observer) {
            case Observer.MovingAverage _ -> extremes(batch, 1 / (age + 1));
            case Observer.MinMax() -> {
                extremes(batch, 1);
                for (int c = 0; age > 0 && c < channels.count(); c++) {
                    set(c, Math.min(low(c), before[1 + c]), Math.max(high(c), before[1 + channels.count() + c]));
                }
            }
            case Observer.Histogram _ -> {
                search(batch);
                for (int c = 0; age > 0 && c < channels.count(); c++) {
                    float low = before[1 + c];
                    float high = before[1 + channels.count() + c];
                    set(c, low + (low(c) - low) / (age + 1), high + (high(c) - high) / (age + 1));
                }
            }
        }
        Memory.set(state, 0, age + 1);
    }

    /**
     * The range for what is stored in the end, of {@code tensor} itself but for a moving average; in an observer of its
     * own, so that evaluation between epochs leaves training's range as it is.
     */
    public RangeObserver last(MemorySegment tensor) {
        RangeObserver last = new RangeObserver(observer, channels, bits);
        last.state.copyFrom(state);
        if (observer instanceof Observer.Histogram) {
            last.search(tensor);
        } else if (observer instanceof Observer.MinMax || !isCalibrated()) {
            last.extremes(tensor, 1);
        }
        return last;
    }

    float low(int channel) {
        return Memory.get(state, 1 + channel);
    }

    float high(int channel) {
        return Memory.get(state, 1 + channels.count() + channel);
    }

    private void set(int channel, float low, float high) {
        Memory.set(state, 1 + channel, low);
        Memory.set(state, 1 + channels.count() + channel, high);
    }

    private void extremes(MemorySegment tensor, float rate) {
        int count = channels.count();
        float[] low = new float[count];
        float[] high = new float[count];
        Elementwise.extremes(tensor, channels.inner(), low, high);
        for (int c = 0; c < count; c++) {
            set(
                    c,
                    rate == 1 ? low[c] : low(c) + rate * (low[c] - low(c)),
                    rate == 1 ? high[c] : high(c) + rate * (high[c] - high(c)));
        }
    }

    private void search(MemorySegment tensor) {
        for (int c = 0; c < channels.count(); c++) {
            HistogramSearch.Found found = HistogramSearch.search(channels.gather(tensor, c), 1 << bits);
            set(c, found.low(), found.high());
        }
    }
}
