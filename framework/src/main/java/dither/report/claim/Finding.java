package dither.report.claim;

import dither.experiment.Trial;
import dither.report.claim.Comparison.Demand;
import dither.report.evidence.Estimate;
import dither.report.evidence.Evidence;
import dither.store.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.StatUtils;

/**
 * What seeds answered to a comparison.
 *
 * @param comparison what was asked
 * @param answers one number per seed that all trials have
 * @param failures how many seeds have no answer because a training failed or was given up
 * @param silent how many have none for another reason: a run that was interrupted, a score that is infinite, other data
 */
public record Finding(Comparison comparison, List<Answer> answers, int failures, int silent) {
    private static final int RESAMPLES = 10_000;

    /** More than this is not worth telling apart. */
    static final int MOST_SEEDS = 50;

    /** How often so many seeds should decide. */
    private static final double POWER = 0.8;

    public Finding {
        answers = List.copyOf(answers);
    }

    /** What the runs of one seed answer. */
    public record Answer(int seed, double value) {}

    /** Asks the runs that there are. */
    public static Finding of(Comparison comparison, Evidence evidence) {
        int last = comparison.trials().stream()
                .mapToInt(trial -> evidence.lastSeed(trial, Evidence.SEEDS))
                .min()
                .orElse(Evidence.SEEDS);
        List<Answer> answers = new ArrayList<>();
        int failures = 0;
        for (int seed = 1; seed <= last; seed++) {
            ofSeed(comparison, evidence, seed).ifPresent(answers::add);
            failures += hasFailed(comparison, evidence, seed) ? 1 : 0;
        }
        return new Finding(comparison, answers, failures, last - answers.size() - failures);
    }

    private static boolean hasFailed(Comparison comparison, Evidence evidence, int seed) {
        return comparison.trials().stream().map(trial -> trial.seed(seed)).anyMatch(evidence::failed);
    }

    private static Optional<Answer> ofSeed(Comparison comparison, Evidence evidence, int seed) {
        List<RunRecord> records = comparison.trials().stream()
                .map((Trial trial) -> evidence.of(trial.seed(seed)))
                .flatMap(Optional::stream)
                .toList();
        // A run whose network broke, whose steps were not timed, or that had other data than the rest answers nothing.
        return records.size() < comparison.trials().size() || !haveSameData(records)
                ? Optional.empty()
                : Optional.of(new Answer(seed, comparison.answer().applyAsDouble(records)))
                        .filter(answer -> Double.isFinite(answer.value()));
    }

    private static boolean haveSameData(List<RunRecord> records) {
        return records.stream()
                .allMatch(record -> records.stream()
                        .filter(other ->
                                other.trial().data().equals(record.trial().data()))
                        .allMatch(record::hasDataOf));
    }

    /** How many seeds it takes to ask the same again. */
    public int seeds() {
        int tried = answers.size() + failures + silent;
        int last = answers.isEmpty() ? 0 : answers.getLast().seed();
        // Below the usual number, those without an answer may not have been tried.
        return tried > Evidence.SEEDS ? tried : Math.max(last, answers.size() + failures);
    }

    private double[] values() {
        return answers.stream().mapToDouble(Answer::value).toArray();
    }

    /** Mean with its 95 % interval; only where there is an answer. */
    public Estimate estimate() {
        return Estimate.of(values());
    }

    /**
     * Decided by the 95 % interval of the mean: all of it as demanded, all of it not, or neither. Fewer seeds than are declared decide
     * nothing: whoever looks after two, and again after three, is wrong in one of twelve cases instead of one of twenty. Nothing holds
     * of which a seed has no answer: those that are left may be the luckier ones.
     */
    public Verdict verdict() {
        if (answers.isEmpty()) {
            return failures > 0 ? Verdict.UNDECIDED : Verdict.UNTESTED;
        }
        if (answers.size() < Evidence.SEEDS) {
            return Verdict.UNDECIDED;
        }
        Estimate e = estimate();
        double low = e.mean() - e.halfWidth();
        double high = e.mean() + e.halfWidth();
        boolean whole = failures == 0 && silent == 0;
        return switch (comparison.demand()) {
            case Demand.Above(double bound) -> decided(whole && low > bound, high < bound);
            case Demand.Below(double bound) -> decided(whole && high < bound, low > bound);
            case Demand.Within(double bound) ->
                decided(whole && low > -bound && high < bound, low > bound || high < -bound);
        };
    }

    private static Verdict decided(boolean holds, boolean fails) {
        return holds ? Verdict.HOLDS : fails ? Verdict.DOES_NOT_HOLD : Verdict.UNDECIDED;
    }

    /**
     * Cohen's d of paired answers: how many standard deviations their mean is from where the demand would just be met; positive
     * where it is met. Infinite, or not a number, if all answers are the same.
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
        double[] medians = DoubleStream.generate(() -> StatUtils.percentile(
                        DoubleStream.generate(() -> values[random.nextInt(values.length)])
                                .limit(values.length)
                                .toArray(),
                        50))
                .limit(RESAMPLES)
                .toArray();
        return new Median(
                StatUtils.percentile(values, 50),
                StatUtils.percentile(medians, 2.5),
                StatUtils.percentile(medians, 97.5));
    }

    /** A median with its bootstrap interval. */
    public record Median(double value, double low, double high) {}

    /**
     * About how many seeds, at most, would decide it in four of five cases, were the true mean and deviation those seen so far: the least n with
     * {@code t(0.975) + t(0.8) <= |effect| sqrt(n)}, both of n - 1 degrees of freedom; t(0.9) where a mean has to stay clear of a bound on
     * either side, each of which it may miss. Only for two answers or more; nothing if it is more than {@value #MOST_SEEDS}.
     */
    public OptionalInt seedsToDecide() {
        double effect = Math.abs(effect());
        boolean between = comparison.demand() instanceof Demand.Within && effect() > 0;
        double power = between ? (1 + POWER) / 2 : POWER;
        return IntStream.rangeClosed(Evidence.SEEDS, MOST_SEEDS)
                .filter(n -> {
                    TDistribution t = new TDistribution(n - 1);
                    return t.inverseCumulativeProbability(0.975) + t.inverseCumulativeProbability(power)
                            <= effect * Math.sqrt(n);
                })
                .findFirst();
    }
}
