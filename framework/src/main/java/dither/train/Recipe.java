package dither.train;

import dither.data.Augmentation;

/**
 * How to train, whatever the network and the method.
 *
 * @param epochs passes over the training set, at least 1
 * @param batchSize examples per step, at least 2
 * @param rate peak learning rate
 * @param optimizer update rule of the weights
 * @param schedule of the rate, step by step
 * @param weightDecay added to the gradient as {@code decay w}, for all trained parameters
 * @param clipNorm largest global norm of all gradients, the method's own included; 0 to leave them
 * @param augmentation of training images
 */
public record Recipe(
        int epochs,
        int batchSize,
        double rate,
        Optimizer optimizer,
        Schedule schedule,
        double weightDecay,
        double clipNorm,
        Augmentation augmentation) {

    public Recipe {
        if (epochs < 1 || batchSize < 2 || !(rate > 0) || !(weightDecay >= 0) || !(clipNorm >= 0)) {
            throw new IllegalArgumentException("a recipe needs epochs >= 1, batchSize >= 2, rate > 0, weightDecay >= 0"
                    + " and clipNorm >= 0, got " + epochs + ", " + batchSize + ", " + rate + ", " + weightDecay + ", "
                    + clipNorm);
        }
    }

    /** This recipe for another number of epochs at another rate. */
    public Recipe with(int otherEpochs, double otherRate) {
        return new Recipe(otherEpochs, batchSize, otherRate, optimizer, schedule, weightDecay, clipNorm, augmentation);
    }
}
