package dither.train;

import dither.task.Metric;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What is known after an epoch. Nothing in it depends on the machine's speed, so two runs of one trial agree in every
 * byte.
 *
 * @param epoch from 1
 * @param trainLoss mean loss of the epoch's batches, as the network saw them
 * @param testLoss mean loss on the test data, quantised weights
 * @param scores what else is measured on the test data, quantised weights
 * @param sizeMb size by the DiffQ formula in MB of 2^20 bytes
 * @param meanBits mean width over all counted weights
 * @param rate learning rate of the last step
 */
public record EpochMetrics(
        int epoch,
        double trainLoss,
        double testLoss,
        Map<Metric, Double> scores,
        double sizeMb,
        double meanBits,
        double rate) {
    public EpochMetrics {
        scores = Collections.unmodifiableMap(new EnumMap<>(scores));
    }
}
