package dither.task;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How good a network is on test data.
 *
 * @param loss mean loss of the test data, in the unit of the training loss
 * @param scores what else was measured
 */
public record Evaluation(double loss, Map<Metric, Double> scores) {
    public Evaluation {
        scores = Collections.unmodifiableMap(new EnumMap<>(scores));
    }

    /**
     * One of the scores.
     *
     * @throws IllegalArgumentException if it was not measured
     */
    public double score(Metric metric) {
        Double value = scores.get(metric);
        if (value == null) {
            throw new IllegalArgumentException(metric.label() + " was not measured, only " + scores.keySet());
        }
        return value;
    }
}
