package dither.report.claim;

import dither.codec.Size;
import dither.experiment.Trial;
import dither.store.RunRecord;
import dither.task.Metric;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import org.apache.commons.math3.analysis.interpolation.LinearInterpolator;

/**
 * Whether one method is better than another at equal size.
 *
 * <p>For each point of ours, the score of theirs at the same number of bytes is read off the straight lines between their points
 * over the logarithm of bytes (of perplexity, too, its logarithm), beyond their ends the end's own score; the answer of a seed is the mean gain of our points
 * over theirs.
 */
public final class EqualSize {
    private EqualSize() {}

    /**
     * @param ours points of one method
     * @param theirs at least one point of another; of several at one size their mean counts
     * @param size in what bytes they are compared
     * @param margin by how much the mean gain may fall short of zero, in the unit of {@link Comparison#gain}
     */
    public static Comparison comparison(
            String where, String names, List<Trial> ours, List<Trial> theirs, Size size, double margin) {
        List<Trial> all = new ArrayList<>(ours);
        all.addAll(theirs);
        return new Comparison(
                where,
                names + " at equal size (" + size.heading() + "), mean gain over " + ours.size() + " sizes",
                all,
                records -> meanGain(records.subList(0, ours.size()), records.subList(ours.size(), all.size()), size),
                new Comparison.Demand.Above(-margin));
    }

    static double meanGain(List<RunRecord> ours, List<RunRecord> theirs, Size size) {
        // The loss is what changes evenly with bits; straight lines between perplexities would flatter whoever is
        // compared.
        boolean logarithm = theirs.getFirst().metric() == Metric.PERPLEXITY;
        // Heavy penalties may all end at the fewest bits; a line has one score at a size.
        SortedMap<Double, Double> points = theirs.stream()
                .collect(Collectors.groupingBy(
                        r -> logBytes(r, size),
                        TreeMap::new,
                        Collectors.averagingDouble(r -> logarithm ? Math.log(r.score()) : r.score())));
        double[] x = array(points.keySet());
        double[] y = array(points.values());
        DoubleUnaryOperator line = x.length == 1 ? _ -> y[0] : new LinearInterpolator().interpolate(x, y)::value;
        return ours.stream()
                .mapToDouble(our -> {
                    double at = Math.clamp(logBytes(our, size), x[0], x[x.length - 1]);
                    double theirScore = logarithm ? Math.exp(line.applyAsDouble(at)) : line.applyAsDouble(at);
                    return Comparison.gain(our.metric(), our.score(), theirScore);
                })
                .average()
                .orElseThrow();
    }

    private static double[] array(Collection<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double logBytes(RunRecord record, Size size) {
        return Math.log(record.sizes().total(size));
    }
}
