package dither.quant.grid;

import dither.kernel.Checks;

/** How the range of a grid is found. */
public sealed interface Observer {

    /** The extremes of the numbers at hand, anew for each forward pass. */
    record MinMax() implements Observer {}

    /**
     * The range with the least squared error, by {@link HistogramSearch}.
     *
     * @param refresh forward passes for which a range is kept, at least 1; the code published with Quant-Noise has 1000
     */
    record Histogram(int refresh) implements Observer {
        public Histogram {
            Checks.inRange("refresh", refresh, 1, 1 << 24); // passes are counted in a float
        }
    }

    /**
     * A moving average of the extremes, {@code low += rate (min - low)}, that starts at the first ones (Jacob et al.
     * 2018, section 3.1).
     *
     * @param rate in (0, 1]; 0.01 is usual
     */
    record MovingAverage(double rate) implements Observer {
        public MovingAverage {
            Checks.inRange("rate", rate, 1e-9, 1);
        }
    }
}
