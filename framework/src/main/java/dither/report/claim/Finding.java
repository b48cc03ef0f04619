package dither.report.claim;

import dither.experiment.Trial;
import dither.report.claim.Comparison.Demand;
import dither.report.evidence.Estimate;
import dither.report.evidence.Evidence;
import dither.store.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.StatUtils;

/**
 * What seeds answered to a comparison.
 *
 * @param comparison what was asked
 * @param answers one number per seed that all trials have
 */
public record Finding(Comparison comparison, List<Double> answers) {
    private static final int RESAMPLES = 10_000;
    private static final int MOST_SEEDS = 1_000;

    public Finding {
        answers = List.copyOf(answers);
    }

    /** Asks the runs that there are. */
    public static Finding of(Comparison comparison, Evidence evidence) {
        int most = comparison.trials().stream()
                .mapToInt(trial -> evidence.of(trial, Evidence.SEEDS).stream()
                        .mapToInt(record -> (int) record.trial().seed())
                        .max()
                        .orElse(0))
                .min()
                .orElse(0);
        List<Double> answers = new ArrayList<>();
        for (int seed = 1; seed <= most; seed++) {
            ofSeed(comparison, evidence, seed).ifPresent(answers::add);
        }
        return new Finding(comparison, answers);
    }

    private static Optional<Double> ofSeed(Comparison comparison, Evidence evidence, int seed) {
        List<RunRecord> records = comparison.trials().stream()
                .map((Trial trial) -> evidence.of(trial.seed(seed)))
                .flatMap(Optional::stream)
                .toList();
        // A run whose network broke, or whose steps were not timed, answers nothing.
        return records.size() < comparison.trials().size()
                ? Optional.empty()
                : Optional.of(comparison.answer().applyAsDouble(records)).filter(Double::isFinite);
    }

    private double[] values() {
        return answers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Mean with its 95 % interval; only where there is an answer. */
    public Estimate estimate() {
        return Estimate.of(values());
    }

    /** Decided by the 95 % interval of the mean: all of it as demanded, all of it not, or neither. */
    public Verdict verdict() {
        if (answers.isEmpty()) {
            return Verdict.UNTESTED;
        }
        if (answers.size() == 1) {
            return Verdict.UNDECIDED;
        }
        Estimate e = estimate();
        double low = e.mean() - e.halfWidth();
        double high = e.mean() + e.halfWidth();
        return switch (comparison.demand()) {
            case Demand.Above(double bound) -> decided(low > bound, high < bound);
            case Demand.Below(double bound) -> decided(high < bound, low > bound);
            case Demand.Within(double bound) -> decided(low > -bound && high < bound, low > bound || high < -bound);
        };
    }

    private static Verdict decided(boolean holds, boolean fails) {
        return holds ? Verdict.HOLDS : fails ? Verdict.DOES_NOT_HOLD : Verdict.UNDECIDED;
    }

    /**
     * Cohen's d of paired answers: how many standard deviations their mean is from where the demand would just be met; positive
     * where it is met. Infinite if all answers are the same.
     */
    public double effect() {
        return distance() / Math.sqrt(StatUtils.variance(values()));
    }

    /** How far the mean is inside of what is demanded. */
    private double distance() {
        double mean = StatUtils.mean(values());
        return switch (comparison.demand()) {
            case Demand.Above(double bound) -> mean - bound;
            case Demand.Below(double bound) -> bound - mean;
            case Demand.Within(double bound) -> bound - Math.abs(mean);
        };
    }

    /** The median and the middle 95 % of medians of resampled answers. */
    public Median median() {
        double[] values = values();
        RandomGenerator random = new Well19937c(values.length); // the same answers give the same interval
        double[] medians = DoubleStream.generate(
                        () -> median(DoubleStream.generate(() -> values[random.nextInt(values.length)])
                                .limit(values.length)
                                .toArray()))
                .limit(RESAMPLES)
                .toArray();
        return new Median(median(values), StatUtils.percentile(medians, 2.5), StatUtils.percentile(medians, 97.5));
    }

    /** A median with its bootstrap interval. */
    public record Median(double value, double low, double high) {}

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * How many seeds would decide it if mean and deviation stayed as they are; 1,000 stands for that many or more. Only for two
     * answers or more.
     */
    public int seedsToDecide() {
        double needed = Math.abs(distance()) / Math.sqrt(StatUtils.variance(values()));
        for (int n = 2; n < MOST_SEEDS; n++) {
            if (new TDistribution(n - 1).inverseCumulativeProbability(0.975) / Math.sqrt(n) < needed) {
                return n;
            }
        }
        return MOST_SEEDS;
    }
}
