package dither.train;

import dither.kernel.Checks;
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
            Checks.positive("decay", decay);
            Checks.inRange("decay", decay, 0, 1);
            at.forEach(share -> Checks.positive("share", share));
            at.forEach(share -> Checks.below("share", share, 0, 1));
        }

        @Override
        public double factor(long step, long steps) {
            long passed = at.stream()
                    .filter(share -> step >= Math.round(share * steps))
                    .count();
            return Math.pow(decay, passed);
        }
    }

    /**
     * Half a cosine from 1 down to a floor (Loshchilov and Hutter 2017, equation 5).
     *
     * @param floor in [0, 1]
     */
    record Cosine(double floor) implements Schedule {
        public Cosine {
            Checks.inRange("floor", floor, 0, 1);
        }

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
            Checks.below("the share of a warm-up", share, 0, 1);
        }

        @Override
        public double factor(long step, long steps) {
            long rising = Math.round(share * steps);
            return step < rising ? (step + 1.0) / (rising + 1) : then.factor(step - rising, steps - rising);
        }
    }
}
