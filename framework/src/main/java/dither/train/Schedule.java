package dither.train;

/** The learning rate over training, as a factor of the recipe's rate. */
public sealed interface Schedule {

    /**
     * The factor for one step.
     *
     * @param step from 0
     * @param steps of the whole training
     */
    double factor(long step, long steps);

    /** Always 1. */
    record Constant() implements Schedule {
        @Override
        public double factor(long step, long steps) {
            return 1;
        }
    }

    /**
     * Multiplied by {@code decay} at equal distances.
     *
     * @param pieces into how many parts of equal rate training is cut
     * @param decay factor from one part to the next
     */
    record Steps(int pieces, double decay) implements Schedule {
        @Override
        public double factor(long step, long steps) {
            return Math.pow(decay, step * pieces / steps);
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
        @Override
        public double factor(long step, long steps) {
            long rising = Math.round(share * steps);
            return step < rising ? (step + 1.0) / (rising + 1) : then.factor(step - rising, steps - rising);
        }
    }
}
