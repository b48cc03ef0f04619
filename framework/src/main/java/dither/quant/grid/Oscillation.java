package dither.quant.grid;

import dither.kernel.Checks;
import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Weights that jump back and forth between two levels: watched, dampened, frozen.
 *
 * <p>For each weight with level q: a change of level counts as an oscillation, {@code o = 1}, if its direction is opposite
 * to the change before; frequency {@code f = rate o + (1 - rate) f}. Dampening adds {@code lambda sum (w' - clamp(w))^2}
 * to the loss, the levels held fixed and averaged over what one output channel holds. Freezing fixes a weight whose f
 * exceeds a threshold at {@code rint} of the moving average of its levels, for good; the
 * weight behind it may still decay. Both wait for a quarter of the
 * training and then follow half a cosine. Source: Nagel et al. 2022, sections 4.1 to 4.3.
 *
 * @param rate of the moving averages, in (0, 1]
 * @param dampening lambda at the end; 0 for none
 * @param freezeFrom threshold at which freezing starts; 0 for none
 * @param freezeTo threshold at the end
 */
public record Oscillation(double rate, double dampening, double freezeFrom, double freezeTo) {
    /** Share of training before anything is done about oscillations. */
    static final double START = 0.25;

    /** A weight with a frequency above counts as oscillating. */
    static final double OSCILLATING = 0.005;

    public Oscillation {
        Checks.inRange("rate", rate, 1e-9, 1);
        Checks.inRange("dampening", dampening, 0, 1e9);
        Checks.inRange("freezeFrom", freezeFrom, 0, 1);
        Checks.inRange("freezeTo", freezeTo, 0, 1);
        if (freezeFrom == 0 && freezeTo > 0) {
            throw new IllegalArgumentException("a freezeFrom of 0 never freezes; set it, or freezeTo to 0 as well");
        }
    }

    /** Watched only. */
    public static Oscillation watched(double rate) {
        return new Oscillation(rate, 0, 0, 0);
    }

    /** Dampened. */
    public static Oscillation dampened(double rate, double lambda) {
        return new Oscillation(rate, lambda, 0, 0);
    }

    /** Frozen; thresholds should be at least twice the rate. */
    public static Oscillation frozen(double rate, double from, double to) {
        return new Oscillation(rate, 0, from, to);
    }

    /** From {@code from} to {@code to} along half a cosine over the training after {@link #START}. */
    static double annealed(double from, double to, double share) {
        double relative = (share - START) / (1 - START);
        return to + 0.5 * (from - to) * (1 + Math.cos(Math.PI * relative));
    }

    /** What a label says of it. */
    public String label() {
        return (dampening > 0 ? " dampened" : "") + (freezeFrom > 0 ? " frozen" : "");
    }

    /** The history of one tensor's levels less their zero point, so that a grid whose zero point moves does not look like weights that oscillate. */
    public static final class History {
        private final Oscillation settings;
        private final long length;
        private final double perChannel;
        private final MemorySegment last;
        private final MemorySegment direction;
        private final MemorySegment frequency;
        private final MemorySegment average;
        private final MemorySegment frozen;
        private final MemorySegment seen = Memory.allocate(1);

        /** Share of the training that is over. */
        private double share;

        /** @param perChannel weights of one output channel, over which dampening is averaged */
        public History(Oscillation settings, long length, double perChannel) {
            this.settings = settings;
            this.length = length;
            this.perChannel = perChannel;
            last = Memory.allocate(length);
            direction = Memory.allocate(length);
            frequency = Memory.allocate(length);
            average = Memory.allocate(length);
            frozen = Memory.allocate(length);
        }

        /** What must be kept to go on later. */
        public List<MemorySegment> state() {
            return List.of(last, direction, frequency, average, frozen, seen);
        }

        /** Told where in the training a step is. */
        public void begin(double shareOver) {
            share = shareOver;
        }

        /** Notes the levels of this forward pass, and puts frozen weights on theirs. */
        public void forward(MemorySegment weights, MemorySegment out, Grid grid) {
            boolean first = Memory.get(seen, 0) == 0;
            Memory.set(seen, 0, 1);
            boolean freezes = settings.freezeFrom > 0 && share >= START;
            double threshold =
                    freezes ? annealed(settings.freezeFrom, settings.freezeTo, share) : Double.POSITIVE_INFINITY;
            for (long i = 0; i < length; i++) {
                if (Memory.get(frozen, i) == 0) {
                    int level = grid.level(i, Memory.get(weights, i)) - grid.zeroLevel(i);
                    if (first) {
                        Memory.set(last, i, level);
                        Memory.set(average, i, level);
                    } else {
                        note(i, level, threshold);
                    }
                }
                if (Memory.get(frozen, i) != 0) {
                    Memory.set(out, i, grid.value(i, frozenLevel(i, grid)));
                }
            }
        }

        private void note(long i, int level, double threshold) {
            float m = (float) settings.rate;
            float change = Math.signum(level - Memory.get(last, i));
            boolean back = change != 0 && change == -Memory.get(direction, i);
            float f = Memory.get(frequency, i);
            Memory.set(frequency, i, f + m * ((back ? 1 : 0) - f));
            if (change != 0) {
                Memory.set(direction, i, change);
            }
            Memory.set(last, i, level);
            if (Memory.get(frequency, i) > threshold) {
                Memory.set(frozen, i, 1); // at the average of the levels before this one
                return;
            }
            Memory.set(average, i, Memory.get(average, i) + m * (level - Memory.get(average, i)));
        }

        private int frozenLevel(long i, Grid grid) {
            return Math.clamp((int) Math.rint(Memory.get(average, i)) + grid.zeroLevel(i), 0, grid.top());
        }

        /** Zeroes the gradients of frozen weights and adds that of dampening. */
        public void backward(MemorySegment weights, MemorySegment gradient, Grid grid) {
            double lambda = settings.dampening > 0 && share >= START ? annealed(0, settings.dampening, share) : 0;
            for (long i = 0; i < length; i++) {
                if (Memory.get(frozen, i) != 0) {
                    Memory.set(gradient, i, 0);
                } else if (lambda > 0) {
                    float w = Memory.get(weights, i);
                    if (grid.clamp(i, w) == w) {
                        float rounded = grid.value(i, grid.level(i, w));
                        float pull = (float) (2 * lambda / perChannel * (w - rounded));
                        Memory.set(gradient, i, Memory.get(gradient, i) + pull);
                    }
                }
            }
        }

        /** Replaces the levels of frozen weights by theirs. */
        public void freeze(short[] levels, Grid grid) {
            for (int i = 0; i < levels.length; i++) {
                if (Memory.get(frozen, i) != 0) {
                    levels[i] = (short) frozenLevel(i, grid);
                }
            }
        }

        /** Share of weights whose frequency is above {@value #OSCILLATING}. */
        public double oscillating() {
            long count = 0;
            for (long i = 0; i < length; i++) {
                count += Memory.get(frequency, i) > OSCILLATING ? 1 : 0;
            }
            return (double) count / length;
        }
    }
}
