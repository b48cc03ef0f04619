package dither.train;

/** Which update rule moves the weights: a value; {@link Updater} holds the state. */
public sealed interface Optimizer {
    /**
     * Stochastic gradient descent with momentum, as PyTorch defines it.
     *
     * @param momentum in [0, 1)
     * @param nesterov whether the gradient is taken ahead
     */
    record Sgd(double momentum, boolean nesterov) implements Optimizer {
        public Sgd {
            if (!(momentum >= 0 && momentum < 1)) {
                throw new IllegalArgumentException("momentum must be in [0, 1), was " + momentum);
            }
        }
    }

    /** Adam (Kingma and Ba 2015), weight decay added to the gradient. */
    record Adam(double beta1, double beta2, double epsilon) implements Optimizer {
        /** With the usual 0.9, 0.999 and 1e-8. */
        public static Adam standard() {
            return new Adam(0.9, 0.999, 1e-8);
        }
    }
}
