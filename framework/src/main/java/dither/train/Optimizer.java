package dither.train;

import dither.kernel.Checks;

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
            Checks.below("momentum", momentum, 0, 1);
        }
    }

    /**
     * Adam (Kingma and Ba 2015), weight decay added to the gradient.
     *
     * @param beta1 share of the mean gradient that a step keeps, in [0, 1)
     * @param beta2 share of the mean square that a step keeps, in [0, 1)
     * @param epsilon added to the root of the mean square, above 0
     */
    record Adam(double beta1, double beta2, double epsilon) implements Optimizer {
        public Adam {
            Checks.below("beta1", beta1, 0, 1);
            Checks.below("beta2", (float) beta2, 0, 1); // as it is computed with
            Checks.positive("epsilon", epsilon);
        }

        /** With the usual 0.9, 0.999 and 1e-8. */
        public static Adam standard() {
            return new Adam(0.9, 0.999, 1e-8);
        }
    }
}
