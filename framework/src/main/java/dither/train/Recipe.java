package dither.train;

import dither.Added;
import dither.data.image.Augmentation;

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
 * @param distillation share of the targets that the network as it was before training gives, in [0, 1]; the rest are labels
 * @param summedLoss whether the loss is the sum over a batch's tokens instead of their mean, as fairseq has it; a penalty on the size then
 *     weighs less by their number
 */
public record Recipe(
        int epochs,
        int batchSize,
        double rate,
        Optimizer optimizer,
        Schedule schedule,
        double weightDecay,
        double clipNorm,
        Augmentation augmentation,
        @Added(before = "0.0") double distillation,
        @Added(before = "false") boolean summedLoss) {

    public Recipe {
        if (epochs < 1 || batchSize < 2 || !(rate > 0) || !(weightDecay >= 0) || !(clipNorm >= 0)) {
            throw new IllegalArgumentException("a recipe needs epochs >= 1, batchSize >= 2, rate > 0, weightDecay >= 0"
                    + " and clipNorm >= 0, got " + epochs + ", " + batchSize + ", " + rate + ", " + weightDecay + ", "
                    + clipNorm);
        }
        if (!(distillation >= 0 && distillation <= 1)) {
            throw new IllegalArgumentException("distillation must be in [0, 1], was " + distillation);
        }
    }

    /** Without a teacher. */
    public Recipe(
            int epochs,
            int batchSize,
            double rate,
            Optimizer optimizer,
            Schedule schedule,
            double weightDecay,
            double clipNorm,
            Augmentation augmentation) {
        this(epochs, batchSize, rate, optimizer, schedule, weightDecay, clipNorm, augmentation, 0, false);
    }

    /** This recipe with a share of the targets from the network as it was before. */
    public Recipe withDistillation(double share) {
        return new Recipe(
                epochs, batchSize, rate, optimizer, schedule, weightDecay, clipNorm, augmentation, share, summedLoss);
    }

    /** This recipe with the sum of losses. */
    public Recipe withSummedLoss() {
        return new Recipe(
                epochs, batchSize, rate, optimizer, schedule, weightDecay, clipNorm, augmentation, distillation, true);
    }

    /** This recipe with another weight decay. */
    public Recipe withWeightDecay(double other) {
        return new Recipe(
                epochs, batchSize, rate, optimizer, schedule, other, clipNorm, augmentation, distillation, summedLoss);
    }

    /** This recipe for another number of epochs at another rate. */
    public Recipe with(int otherEpochs, double otherRate) {
        return new Recipe(
                otherEpochs,
                batchSize,
                otherRate,
                optimizer,
                schedule,
                weightDecay,
                clipNorm,
                augmentation,
                distillation,
                summedLoss);
    }
}
