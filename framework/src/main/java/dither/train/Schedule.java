package dither.train;

import java.util.List;

/** The learning rate over training, as a factor of the recipe's rate. */
public sealed interface Schedule {

    /**
     * The factor for one step.
     *
     * @param step from 0
     * @param steps of the whole training
     */
    double factor(long step, long steps);

    /** A linear rise over a share of the steps, in [0, 1), then half a cosine down to 0. */
    static Schedule warmCosine(double share) {
        return new WarmUp(share, new Cosine(0));
    }

    /** Always 1. */
    record Constant() implements Schedule {
        @Override
        public double factor(long step, long steps) {
            return 1;
        }
    }

    /**
     * Multiplied by {@code decay} at given moments.
     *
     * @param at shares of the training at which it is, each in (0, 1), ascending
     * @param decay factor from one part to the next, in (0, 1]
     */
    record Steps(List<Double> at, double decay) implements Schedule {
        public Steps {
            at = List.copyOf(at);
            if (!(decay > 0 && decay <= 1) || at.stream().anyMatch(share -> !(share > 0 && share < 1))) {
                throw new IllegalArgumentException(
                        "steps need decay in (0, 1] and shares in (0, 1), were " + decay + " and " + at);
            }
        }

        @Override
        public double factor(long step, long steps) {
            long passed = at.stream()
                    .filter(share -> step >= Math.round(share * steps))
                    .count();
            return Math.pow(decay, passed);
        }
    }

    /** Half a cosine from 1 down to {@code floor} (Loshchilov and Hutter 2017, equation 5). */
    record Cosine(double floor) implements Schedule {
        @Override
        public double factor(long step, long steps) {
            return floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * step / steps));
        }
    }

    /**
     * A linear rise from near zero, then another schedule over what is left.
     *
     * @param share of the steps spent rising, in [0, 1)
     */
    record WarmUp(double share, Schedule then) implements Schedule {
        public WarmUp {
            if (!(share >= 0 && share < 1)) {
                throw new IllegalArgumentException("the share of a warm-up must be in [0, 1), was " + share);
            }
        }

        @Override
        public double factor(long step, long steps) {
            long rising = Math.round(share * steps);
            return step < rising ? (step + 1.0) / (rising + 1) : then.factor(step - rising, steps - rising);
        }
    }
}
