package dither.report.claim;

import dither.experiment.Trial;
import dither.store.RunRecord;
import dither.task.Metric;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A question that each seed answers with one number.
 *
 * @param where on what, such as {@code language, int4}
 * @param quantity what the number is, in words, with its unit
 * @param trials whose records of one seed give it, in this order
 * @param answer from those records to the number
 * @param demand what is asked of the number
 */
public record Comparison(
        String where, String quantity, List<Trial> trials, ToDoubleFunction<List<RunRecord>> answer, Demand demand) {
    public Comparison {
        trials = trials.stream().map(trial -> trial.seed(0)).toList();
    }

    /** What is asked of the mean over seeds. */
    public sealed interface Demand {
        /** It is above a bound. */
        record Above(double bound) implements Demand {}

        /** It is below a bound. */
        record Below(double bound) implements Demand {}

        /** It is nearer to zero than a bound. */
        record Within(double bound) implements Demand {}
    }

    /** Names of the runs of one seed that answer it, in the order of its trials. */
    public List<String> runs(int seed) {
        return trials.stream()
                .map(trial -> trial.seed(seed).signature().shortHex())
                .toList();
    }

    /** {@code ours} scores better than {@code theirs}. */
    public static Comparison better(String where, Trial ours, Trial theirs) {
        return gain(where, ours, theirs, new Demand.Above(0));
    }

    /** {@code ours} scores worse than {@code theirs}. */
    public static Comparison worse(String where, Trial ours, Trial theirs) {
        return gain(where, theirs, ours, new Demand.Above(0));
    }

    /**
     * {@code ours} loses no more than a margin against {@code theirs}.
     *
     * @param margin in the unit of {@link #gain}
     */
    public static Comparison noWorse(String where, Trial ours, Trial theirs, double margin) {
        return gain(where, ours, theirs, new Demand.Above(-margin));
    }

    /** {@code ours} and {@code theirs} differ by less than a margin, in the unit of {@link #gain}. */
    public static Comparison equal(String where, Trial ours, Trial theirs, double margin) {
        return gain(where, ours, theirs, new Demand.Within(margin));
    }

    private static Comparison gain(String where, Trial ours, Trial theirs, Demand demand) {
        return new Comparison(
                where,
                ours.label() + " against " + theirs.label() + ", gain",
                List.of(ours, theirs),
                records -> gain(records.get(0), records.get(1)),
                demand);
    }

    /** By how much a score is better than another: points of accuracy, dB of SDR, percent less perplexity. */
    public static double gain(RunRecord ours, RunRecord theirs) {
        return gain(ours.metric(), ours.score(), theirs.score());
    }

    static double gain(Metric metric, double ours, double theirs) {
        return metric.highIsGood() ? metric.factor() * (ours - theirs) : 100 * (theirs - ours) / theirs;
    }
}
