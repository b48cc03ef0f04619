package dither.train;

import dither.Added;
import dither.data.image.Augmentation;
import dither.kernel.Checks;

/**
 * How to train, whatever the network and the method.
 *
 * @param epochs passes over the training set, at least 1
 * @param batchSize examples per step, at least 2
 * @param rate peak learning rate
 * @param optimizer update rule of the weights
 * @param schedule of the rate, step by step
 * @param weightDecay added to the gradient as {@code decay w}, for all trained parameters
 * @param clipNorm largest global norm of all gradients, the method's own included where they see the same loss, but at most for a hundred
 *     times the weights'; 0 to leave them
 * @param augmentation of training images
 * @param distillation share of the targets that the network as it was before training gives, in [0, 1]; the rest are labels
 * @param summedTokens over how many tokens the loss is summed that the method's own Adam sees (for DiffQ's widths), as fairseq does: the
 *     penalty on the size weighs less by that number, and its gradients are not clipped. 0 for the mean, which the weights see in any case
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
        @Added(before = "0") int summedTokens) {

    public Recipe {
        Checks.atLeast("epochs", epochs, 1);
        Checks.atLeast("batchSize", batchSize, 2);
        Checks.positive("rate", rate);
        Checks.atLeast("weightDecay", weightDecay, 0);
        Checks.atLeast("clipNorm", clipNorm, 0);
        Checks.atLeast("summedTokens", summedTokens, 0);
        Checks.inRange("distillation", distillation, 0, 1);
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
        this(epochs, batchSize, rate, optimizer, schedule, weightDecay, clipNorm, augmentation, 0, 0);
    }

    /** Adam with its usual numbers, a tenth of warm-up before a cosine, gradients of a norm up to 1, images as they are. */
    public static Recipe adam(int epochs, int batchSize, double rate) {
        return new Recipe(
                epochs,
                batchSize,
                rate,
                Optimizer.Adam.standard(),
                Schedule.warmCosine(0.1),
                0,
                1,
                Augmentation.none());
    }

    /** This recipe with a share of the targets from the network as it was before. */
    public Recipe withDistillation(double share) {
        return new Recipe(
                epochs, batchSize, rate, optimizer, schedule, weightDecay, clipNorm, augmentation, share, summedTokens);
    }

    /** This recipe with a loss that is summed over so many tokens for what has an optimiser of its own. */
    public Recipe withSummedTokens(int tokens) {
        return new Recipe(
                epochs,
                batchSize,
                rate,
                optimizer,
                schedule,
                weightDecay,
                clipNorm,
                augmentation,
                distillation,
                tokens);
    }

    /** This recipe with another largest norm of gradients. */
    public Recipe withClipNorm(double other) {
        return new Recipe(
                epochs,
                batchSize,
                rate,
                optimizer,
                schedule,
                weightDecay,
                other,
                augmentation,
                distillation,
                summedTokens);
    }

    /** This recipe with another weight decay. */
    public Recipe withWeightDecay(double other) {
        return new Recipe(
                epochs,
                batchSize,
                rate,
                optimizer,
                schedule,
                other,
                clipNorm,
                augmentation,
                distillation,
                summedTokens);
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
                summedTokens);
    }
}
