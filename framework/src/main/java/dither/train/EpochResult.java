package dither.train;

import dither.codec.SizeReport;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An epoch's metrics and the sizes of the model after it.
 *
 * @param oscillating share of each tensor's weights that jump between two levels, where the method watches them
 */
public record EpochResult(EpochMetrics metrics, SizeReport sizes, Map<String, Double> oscillating) {
    public EpochResult {
        oscillating = Collections.unmodifiableSortedMap(new TreeMap<>(oscillating));
    }
}
