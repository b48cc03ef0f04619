package dither.sweep;

import dither.data.DataLibrary;
import dither.data.DataSpec;
import dither.experiment.Trial;
import dither.store.RunState;
import dither.store.Site;
import dither.task.Metric;
import dither.task.Task;
import dither.train.EpochMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Successive halving: all trials train for a few epochs, the best of them for some more, and so on. Source: Jamieson and Talwalkar 2016.
 *
 * <p>Rows of trials on the same data compete, by the mean test score of their seeds. Every trial follows the
 * schedule of its full recipe; those given up stop early. A decision follows from
 * the recorded scores at a rung and, between equals, from the order of the trials, never from who was done first: the same command run again decides the
 * same without computing anything. Methods that act after training have no score before, so they are run whole.
 *
 * @param factor one in so many goes on, at least 2
 * @param epochs of the first rung; each further one has {@code factor} times as many
 */
public record Halving(int factor, int epochs) {
    public Halving {
        if (factor < 2 || epochs < 1) {
            throw new IllegalArgumentException(
                    "halving needs a factor of at least 2 and at least 1 epoch, got " + factor + " and " + epochs);
        }
    }

    /**
     * One decision, for people to read.
     *
     * @param score mean over the seeds of the trial's row
     */
    public record Decision(int epochs, Trial trial, double score, boolean goesOn) {}

    /**
     * Runs {@code trials} as far as they deserve.
     *
     * @param retryFailed whether trials that failed before get another try
     * @return every decision in order
     */
    public List<Decision> run(List<Trial> trials, boolean retryFailed, Site site, Executor executor, Progress progress)
            throws InterruptedException {
        DataLibrary data = new DataLibrary(site.data());
        if (retryFailed) {
            trials.stream()
                    .filter(trial -> site.runs().state(trial) instanceof RunState.Failed)
                    .forEach(site.runs()::forget);
        }
        // Whom an earlier search gave up, perhaps among others or by another factor, may win this one; else it is
        // stopped again.
        trials.stream()
                .filter(trial -> site.runs().state(trial) instanceof RunState.Stopped)
                .forEach(site.runs()::forget);
        Map<DataSpec, List<Trial>> groups = new LinkedHashMap<>();
        List<Trial> whole = new ArrayList<>();
        for (Trial trial : trials) {
            if (trial.method().afterTraining()) {
                whole.add(trial);
            } else {
                groups.computeIfAbsent(trial.data(), _ -> new ArrayList<>()).add(trial);
            }
        }
        List<Decision> decisions = new ArrayList<>();
        for (Map.Entry<DataSpec, List<Trial>> group : groups.entrySet()) {
            Metric metric = Task.of(data.load(group.getKey())).metric();
            whole.addAll(compete(group.getValue(), metric, site, executor, progress, decisions));
        }
        new Sweep(site, executor, progress)
                .run(whole.stream()
                        .filter(trial -> !(site.runs().state(trial) instanceof RunState.Failed))
                        .toList());
        return decisions;
    }

    private List<Trial> compete(
            List<Trial> trials,
            Metric metric,
            Site site,
            Executor executor,
            Progress progress,
            List<Decision> decisions)
            throws InterruptedException {
        List<Trial> left = trials;
        for (long rung = epochs; left.size() > 1 && rung < shortest(left); rung *= factor) {
            int until = Math.toIntExact(rung);
            List<Job> jobs = left.stream()
                    .filter(trial -> score(trial, until, metric, site) == null)
                    .filter(trial -> !(site.runs().state(trial) instanceof RunState.Failed))
                    .<Job>map(trial -> new Job.Rung(trial, until))
                    .toList();
            executor.run(Job.withNeeds(jobs), site, progress);
            left = decide(left, until, metric, site, decisions);
        }
        return left;
    }

    private static int shortest(List<Trial> trials) {
        return trials.stream()
                .mapToInt(trial -> trial.finetuning().epochs())
                .min()
                .orElseThrow();
    }

    private static Double score(Trial trial, int epochs, Metric metric, Site site) {
        List<EpochMetrics> metrics = site.runs().metrics(trial);
        return metrics.size() < epochs ? null : metrics.get(epochs - 1).scores().get(metric);
    }

    /** Rows compete by the mean over their seeds: if seeds did by themselves, the luckiest of each row would be what is left. */
    private List<Trial> decide(List<Trial> trials, int rung, Metric metric, Site site, List<Decision> decisions) {
        Map<Trial, List<Trial>> rows = new LinkedHashMap<>();
        trials.forEach(trial ->
                rows.computeIfAbsent(trial.seed(0), _ -> new ArrayList<>()).add(trial));
        Map<Trial, Double> scores = new HashMap<>();
        rows.forEach((row, seeds) -> mean(seeds, rung, metric, site).ifPresent(score -> scores.put(row, score)));
        // Stable: of equals the one declared first comes first. A row of which a seed failed before this rung has no
        // score here.
        Comparator<Trial> byScore = Comparator.comparingDouble(scores::get);
        List<Trial> ranked = rows.keySet().stream()
                .filter(scores::containsKey)
                .sorted(metric.highIsGood() ? byScore.reversed() : byScore)
                .toList();
        List<Trial> kept = ranked.subList(0, Math.ceilDiv(ranked.size(), factor));
        for (Trial trial : trials) {
            Trial row = trial.seed(0);
            boolean goesOn = kept.contains(row);
            if (scores.containsKey(row)) {
                decisions.add(new Decision(rung, trial, scores.get(row), goesOn));
            }
            if (!goesOn && canBeStopped(site.runs().state(trial))) {
                String place = scores.containsKey(row)
                        ? "place " + (ranked.indexOf(row) + 1) + " of " + ranked.size()
                        : "another seed of it failed";
                site.runs().stopped(trial, place + " at epoch " + rung + ", " + kept.size() + " went on");
            }
        }
        return trials.stream().filter(trial -> kept.contains(trial.seed(0))).toList();
    }

    private static boolean canBeStopped(RunState state) {
        return !state.isFinished() && !(state instanceof RunState.Failed);
    }

    /** Over all of these seeds; nothing if one of them has no score. */
    private static OptionalDouble mean(List<Trial> seeds, int rung, Metric metric, Site site) {
        List<Double> scores = seeds.stream()
                .map(trial -> score(trial, rung, metric, site))
                .filter(score -> score != null && Double.isFinite(score))
                .toList();
        return scores.size() < seeds.size()
                ? OptionalDouble.empty()
                : scores.stream().mapToDouble(Double::doubleValue).average();
    }
}
