package dither.report.claim;

import dither.codec.Size;
import dither.experiment.Trial;
import dither.store.RunRecord;
import dither.task.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.analysis.interpolation.LinearInterpolator;
import org.apache.commons.math3.analysis.polynomials.PolynomialSplineFunction;

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
     * @param theirs at least two points of another
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
        List<RunRecord> sorted = theirs.stream()
                .sorted(Comparator.comparingDouble(r -> r.sizes().total(size)))
                .toList();
        double[] x = sorted.stream().mapToDouble(r -> logBytes(r, size)).toArray();
        // The loss is what changes evenly with bits; straight lines between perplexities would flatter whoever is
        // compared.
        boolean logarithm = sorted.getFirst().metric() == Metric.PERPLEXITY;
        double[] y = sorted.stream()
                .mapToDouble(r -> logarithm ? Math.log(r.score()) : r.score())
                .toArray();
        PolynomialSplineFunction line = new LinearInterpolator().interpolate(x, y);
        return ours.stream()
                .mapToDouble(our -> {
                    double at = Math.clamp(logBytes(our, size), x[0], x[x.length - 1]);
                    double theirScore = logarithm ? Math.exp(line.value(at)) : line.value(at);
                    return Comparison.gain(our.metric(), our.score(), theirScore);
                })
                .average()
                .orElseThrow();
    }

    private static double logBytes(RunRecord record, Size size) {
        return Math.log(record.sizes().total(size));
    }
}
