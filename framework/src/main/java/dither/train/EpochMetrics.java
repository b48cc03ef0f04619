package dither.train;

/**
 * What is known after an epoch. Nothing in it depends on the machine's speed, so two runs of one trial agree in every
 * byte.
 *
 * @param epoch from 1
 * @param trainLoss mean loss of the epoch's batches, as the network saw them
 * @param testLoss mean cross-entropy on the test images, quantised weights
 * @param testAccuracy share of test images classified right, quantised weights
 * @param sizeMb size by the DiffQ formula in MB of 2^20 bytes
 * @param meanBits mean width over all counted weights
 * @param rate learning rate of the last step
 */
public record EpochMetrics(
        int epoch,
        double trainLoss,
        double testLoss,
        double testAccuracy,
        double sizeMb,
        double meanBits,
        double rate) {}
