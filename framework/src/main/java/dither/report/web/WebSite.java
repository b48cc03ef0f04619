package dither.report.web;

import dither.codec.AtomicFiles;
import dither.experiment.Scale;
import dither.report.Report;
import dither.report.Results;
import dither.report.evidence.Evidence;
import dither.report.evidence.Runs;
import dither.store.RunRecord;
import dither.train.EpochMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes all results as web pages: {@code index.html}, a page per experiment, {@code runs/} with a page per run. */
public final class WebSite {
    /** What this writes, lest something else in the folder be removed. */
    private static final Pattern OURS = Pattern.compile(Report.NAMES + "\\.html|runs/[0-9a-f]{12}\\.html");

    private final Path folder;
    private final Function<Scale, Evidence> evidence;
    private final Templates templates = new Templates();
    private final Set<Path> written = new TreeSet<>();

    /**
     * @param folder where pages go; pages of runs that are no more are removed from it
     * @param evidence the runs of each scale
     */
    public WebSite(Path folder, Function<Scale, Evidence> evidence) {
        this.folder = folder;
        this.evidence = evidence;
    }

    /** Writes all pages; those that would be the same are left alone. Returns how many there are. */
    public int write(Results results) {
        List<Results.Outcome> outcomes = results.outcomes();
        Map<String, ShownRun> runs = new LinkedHashMap<>();
        for (Results.Outcome outcome : outcomes) {
            write(
                    outcome.experiment().id() + ".html",
                    templates.show("experiment", Pages.ExperimentPage.of(results, outcome)));
            WebTable.Link user = new WebTable.Link(
                    outcome.experiment().title(), "../" + outcome.experiment().id() + ".html");
            outcome.runs().rows().stream()
                    .flatMap(row -> row.records().stream())
                    .forEach(run -> runs.computeIfAbsent(
                                    run.signature().shortHex(),
                                    _ -> new ShownRun(run, outcome.scale(), new ArrayList<>()))
                            .users()
                            .add(user));
        }
        runs.entrySet().parallelStream()
                .map(shown -> Map.entry(shown.getKey(), page(shown.getValue())))
                .toList()
                .forEach(page -> write("runs/" + WebTable.page(page.getKey()), page.getValue()));
        write("index.html", templates.show("overview", overview(results, outcomes, runs)));
        for (String name : List.of("style.css", "script.js")) {
            write(name, resource(name));
        }
        sweep();
        return written.size();
    }

    /** A run, and the experiments that have it. */
    private record ShownRun(RunRecord run, Scale scale, List<WebTable.Link> users) {}

    private String page(ShownRun shown) {
        List<EpochMetrics> earlier =
                evidence.apply(shown.scale()).pretraining(shown.run().trial());
        return templates.show("run", RunPage.of(shown.run(), shown.scale(), earlier, shown.users()));
    }

    private static Pages.Overview overview(
            Results results, List<Results.Outcome> outcomes, Map<String, ShownRun> runs) {
        Set<String> pages =
                outcomes.stream().map(outcome -> outcome.experiment().id()).collect(Collectors.toSet());
        List<Pages.ClaimView> claims = results.judged().stream()
                .map(judged -> Pages.ClaimView.of(results, judged, pages, runs.keySet()))
                .toList();
        List<Pages.ExperimentLink> links = outcomes.stream().map(WebSite::link).toList();
        List<String> methods = runs.values().stream()
                .map(shown -> shown.run().trial().method().family())
                .distinct()
                .sorted()
                .toList();
        List<Pages.Unrun> unrun = results.unrun().stream()
                .map(experiment -> new Pages.Unrun(experiment.title(), Report.command(experiment.id(), Scale.DESK)))
                .toList();
        return new Pages.Overview(claims, links, methods, runs.size(), results.missing(), unrun);
    }

    private static Pages.ExperimentLink link(Results.Outcome outcome) {
        List<Runs.Row> rows = outcome.runs().rows();
        String words = Stream.concat(
                        Stream.of(
                                outcome.experiment().id(), outcome.experiment().title()),
                        Stream.concat(
                                outcome.report().tables().stream().map(Report.ShownTable::brief),
                                rows.stream().flatMap(WebSite::words)))
                .distinct()
                .collect(Collectors.joining(" "))
                .toLowerCase(Locale.ROOT);
        return new Pages.ExperimentLink(
                outcome.experiment().id(),
                outcome.experiment().title(),
                outcome.scale().folder(),
                rows.stream().mapToInt(row -> row.records().size()).sum(),
                Pages.missing(outcome),
                words);
    }

    private static Stream<String> words(Runs.Row row) {
        return Stream.concat(
                Stream.of(
                        row.label(),
                        row.trial().model().name(),
                        row.trial().data().label(),
                        row.metric().label()),
                row.records().stream().map(run -> run.signature().shortHex()));
    }

    private static String resource(String name) {
        try (InputStream in = WebSite.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void write(String name, String text) {
        Path file = folder.resolve(name);
        AtomicFiles.writeIfChanged(file, text.getBytes(StandardCharsets.UTF_8));
        written.add(file);
    }

    /** Pages of experiments and runs that are no more would be found by links from elsewhere. */
    private void sweep() {
        List<Path> old = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder, 2)) {
            all.filter(file -> OURS.matcher(place(file)).matches() && !written.contains(file))
                    .forEach(old::add);
            for (Path file : old) {
                Files.delete(file);
            }
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    private String place(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }
}
