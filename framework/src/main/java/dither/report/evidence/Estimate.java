package dither.report.evidence;

import java.util.Locale;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * A mean over seeds with its 95 % interval by Student's t distribution.
 *
 * @param mean of the values
 * @param halfWidth of the interval; NaN for a single value, which has none
 * @param n how many values
 */
public record Estimate(double mean, double halfWidth, int n) {
    private static final double CONFIDENCE = 0.95;

    /** @param values at least one */
    public static Estimate of(double... values) {
        SummaryStatistics statistics = new SummaryStatistics();
        for (double value : values) {
            statistics.addValue(value);
        }
        int n = values.length;
        double half = Double.NaN;
        if (n > 1) {
            double t = new TDistribution(n - 1).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
            half = t * statistics.getStandardDeviation() / Math.sqrt(n);
        }
        return new Estimate(statistics.getMean(), half, n);
    }

    /** {@code mean ± halfWidth}, multiplied by {@code factor}; the mean alone where there is no interval. */
    public String show(int decimals, double factor) {
        String value = String.format(Locale.ROOT, "%." + decimals + "f", mean * factor)
                .replaceFirst("^-(?=0\\.?0*$)", ""); // no negative zero
        return n > 1 ? value + " ± " + String.format(Locale.ROOT, "%." + decimals + "f", halfWidth * factor) : value;
    }
}
