package dither.report;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.report.claim.Claim;
import dither.report.claim.Finding;
import dither.report.claim.Verdict;
import dither.report.evidence.Evidence;
import dither.report.evidence.Runs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that there is to report: each experiment and each claim from the largest scale at which it has run. Runs at smoke
 * scale are no evidence, and are shown only where there are no others.
 */
public final class Results {
    private final List<Experiment> experiments;
    private final List<Claim> claims;
    private final Function<Scale, Evidence> evidence;
    private final List<Scale> scales;
    private List<Outcome> outcomes;
    private List<Judged> judged;
    private final Map<Scale, Map<String, Set<Trial>>> grids = new EnumMap<>(Scale.class);

    /**
     * @param experiments all of them, in the order of reports
     * @param claims all of them
     * @param evidence the runs of each scale
     */
    public Results(List<Experiment> experiments, List<Claim> claims, Function<Scale, Evidence> evidence) {
        this.experiments = List.copyOf(experiments);
        this.claims = List.copyOf(claims);
        this.evidence = evidence;
        List<Scale> all = Arrays.stream(Scale.values()).toList().reversed();
        boolean counts = all.stream()
                .anyMatch(
                        scale -> scale != Scale.SMOKE && !evidence.apply(scale).isEmpty());
        // Else the first command of the README would rewrite a page that is committed.
        scales = counts ? all.subList(0, all.indexOf(Scale.SMOKE)) : all;
    }

    /** The outcome of an experiment. */
    public record Outcome(Experiment experiment, Scale scale, Runs runs, Report report) {}

    /** The outcome of a claim. */
    public record Judged(Claim claim, Scale scale, List<Finding> findings) {
        /** Of all findings together. */
        public Verdict verdict() {
            return Verdict.of(findings.stream().map(Finding::verdict).toList());
        }
    }

    /** Experiments that have at least one finished run, or need none; nothing is written. */
    public synchronized List<Outcome> outcomes() {
        if (outcomes == null) {
            outcomes = findOutcomes();
        }
        return outcomes;
    }

    private List<Outcome> findOutcomes() {
        List<Outcome> all = new ArrayList<>();
        for (Experiment experiment : experiments) {
            largest(scale -> {
                        Runs runs = runs(experiment, scale);
                        // What trains nothing is the same at every scale, and shown as one that counts.
                        return runs.rows().isEmpty() && (!runs.areOfNothing() || scale != Scale.DESK)
                                ? Optional.empty()
                                : Optional.of(outcome(experiment, scale, runs));
                    })
                    .ifPresent(all::add);
        }
        return List.copyOf(all);
    }

    /** Experiments of which no run has finished at any scale. */
    public List<Experiment> unrun() {
        Set<String> shown =
                outcomes().stream().map(outcome -> outcome.experiment().id()).collect(Collectors.toSet());
        return experiments.stream()
                .filter(experiment -> !shown.contains(experiment.id()))
                .toList();
    }

    /** How many of the trials that experiments declare have no result, at the scale that is shown of each, or desk scale. */
    public long missing() {
        Set<String> unrun = unrun().stream().map(Experiment::id).collect(Collectors.toSet());
        Stream<Runs> nothing = experiments.stream()
                .filter(experiment -> unrun.contains(experiment.id()))
                .map(experiment -> runs(experiment, Scale.DESK));
        return Stream.concat(outcomes().stream().map(Outcome::runs), nothing)
                .flatMap(runs -> Stream.concat(runs.missing().stream(), runs.failed().stream()))
                .distinct()
                .count();
    }

    /** How many of the trials that all experiments declare at a scale have finished. */
    public record Progress(long finished, long declared) {}

    /** At a scale. */
    public Progress progress(Scale scale) {
        Set<Trial> declared = experiments.stream()
                .flatMap(experiment -> experiment.grid(scale, experiment.seeds(scale)).trials().stream())
                .collect(Collectors.toSet());
        Evidence found = evidence.apply(scale);
        return new Progress(
                declared.stream().filter(trial -> found.of(trial).isPresent()).count(), declared.size());
    }

    private Runs runs(Experiment experiment, Scale scale) {
        return Runs.of(experiment.grid(scale, experiment.seeds(scale)), evidence.apply(scale));
    }

    private static Outcome outcome(Experiment experiment, Scale scale, Runs runs) {
        Report report = Report.withoutFiles(experiment, scale, runs.seeds());
        experiment.report(runs, report);
        return new Outcome(experiment, scale, runs, report);
    }

    /** All claims; those that were never tested as they would be asked at desk scale. */
    public synchronized List<Judged> judged() {
        if (judged == null) {
            judged = findJudged();
        }
        return judged;
    }

    private List<Judged> findJudged() {
        return claims.stream()
                .map(claim -> largest(scale ->
                                Optional.of(judge(claim, scale)).filter(judged -> judged.verdict() != Verdict.UNTESTED))
                        .orElseGet(() -> judge(claim, Scale.DESK)))
                .toList();
    }

    private Judged judge(Claim claim, Scale scale) {
        Evidence found = evidence.apply(scale);
        return new Judged(
                claim,
                scale,
                claim.comparisons(scale).stream()
                        .map(comparison -> Finding.of(comparison, found))
                        .toList());
    }

    private <T> Optional<T> largest(Function<Scale, Optional<T>> of) {
        return scales.stream().map(of).flatMap(Optional::stream).findFirst();
    }

    /** The make targets that repeat all runs of a claim, by the experiments that {@link #neededBy} finds. */
    public Map<String, String> commands(Judged judged) {
        Map<String, Set<Trial>> all = grids(judged.scale());
        return commands(
                judged.claim(),
                judged.scale(),
                id -> judged.findings().stream()
                        .filter(finding ->
                                finding.comparison().trials().stream().anyMatch(all.get(id)::contains))
                        .mapToInt(Finding::seeds)
                        .max()
                        .orElse(0));
    }

    /** The make targets that make all runs of a claim at a scale with so many seeds, by the experiments that {@link #neededBy} finds. */
    public Map<String, String> commands(Claim claim, Scale scale, int seeds) {
        return commands(claim, scale, _ -> seeds);
    }

    private Map<String, String> commands(Claim claim, Scale scale, ToIntFunction<String> seeds) {
        Map<String, String> commands = new LinkedHashMap<>();
        for (String id : neededBy(claim, scale)) {
            Experiment experiment = experiments.stream()
                    .filter(each -> each.id().equals(id))
                    .findFirst()
                    .orElseThrow();
            commands.put(id, Report.command(experiment, scale, seeds.applyAsInt(id)));
        }
        return commands;
    }

    /** Names of experiments that run all that a claim needs: one that has it all, the smallest, or a short list of several. */
    public List<String> neededBy(Claim claim, Scale scale) {
        Set<Trial> left = new HashSet<>();
        claim.comparisons(scale).forEach(comparison -> left.addAll(comparison.trials()));
        List<String> names = new ArrayList<>();
        while (!left.isEmpty()) {
            Optional<Map.Entry<String, Set<Trial>>> next = grids(scale).entrySet().stream()
                    .filter(entry -> common(entry.getValue(), left) > 0)
                    .max(Comparator.<Map.Entry<String, Set<Trial>>>comparingLong(
                                    entry -> common(entry.getValue(), left))
                            .thenComparingInt(entry -> -entry.getValue().size()));
            if (next.isEmpty()) {
                break;
            }
            names.add(next.get().getKey());
            left.removeAll(next.get().getValue());
        }
        return names;
    }

    /** Claims of which an experiment runs at least one part as a whole. */
    public List<Judged> decidedBy(Outcome outcome) {
        Set<Trial> grid = grids(outcome.scale()).get(outcome.experiment().id());
        return judged().stream()
                .filter(judged -> judged.scale() == outcome.scale()
                        && judged.findings().stream()
                                .map(finding -> finding.comparison().trials())
                                .anyMatch(trials -> common(grid, new HashSet<>(trials)) == trials.size()))
                .toList();
    }

    /** Other experiments that show the same runs. */
    public List<Outcome> sameRuns(Outcome outcome) {
        Map<String, Set<Trial>> all = grids(outcome.scale());
        Set<Trial> grid = all.get(outcome.experiment().id());
        return outcomes().stream()
                .filter(other -> other != outcome && other.scale() == outcome.scale())
                .filter(other ->
                        !grid.isEmpty() && all.get(other.experiment().id()).equals(grid))
                .toList();
    }

    /** The rows of every experiment at a scale. */
    private Map<String, Set<Trial>> grids(Scale scale) {
        return grids.computeIfAbsent(scale, _ -> {
            Map<String, Set<Trial>> all = new LinkedHashMap<>();
            for (Experiment experiment : experiments) {
                all.put(
                        experiment.id(),
                        experiment.grid(scale, 1).trials().stream()
                                .map(trial -> trial.seed(0))
                                .collect(Collectors.toSet()));
            }
            return all;
        });
    }

    private static long common(Set<Trial> grid, Set<Trial> left) {
        return left.stream().filter(grid::contains).count();
    }
}
