package dither.cli.runs;

import dither.codec.AtomicFiles;
import dither.report.Answers;
import dither.report.Experiment;
import dither.report.PaperRepro;
import dither.report.Report;
import dither.report.Results;
import dither.report.claim.Claim;
import dither.report.evidence.Runs;
import dither.report.table.TableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tech.tablesaw.api.Table;

@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Rebuild tables, charts and paper-repro.md from run records, without training.")
public final class ReportCommand implements Callable<Integer> {
    private static final Pattern OURS = Pattern.compile("(" + Report.NAMES + ")\\.(?:csv|md|tex|svg|png)");

    private final List<Experiment> experiments;
    private final List<Claim> claims;

    @Mixin
    private Workspace workspace;

    @Parameters(arity = "0..*", paramLabel = "EXPERIMENT", description = "Which; all if none is named.")
    private List<String> names;

    @Spec
    private CommandSpec spec;

    public ReportCommand(List<Experiment> experiments, List<Claim> claims) {
        this.experiments = experiments;
        this.claims = claims;
    }

    @Override
    public Integer call() {
        workspace.checkRoot();
        PrintWriter out = spec.commandLine().getOut();
        Set<String> made = new HashSet<>();
        for (Experiment experiment : Workspace.choose(experiments, names)) {
            Runs runs = workspace.runs(experiment, workspace.scale);
            if (!runs.gaps().isEmpty()) {
                out.println(experiment.id() + ": " + runs.gaps());
            }
            if (runs.rows().isEmpty() && !runs.areOfNothing()) {
                continue;
            }
            Report report = workspace.report(experiment, workspace.scale, runs.seeds());
            experiment.report(runs, report);
            report.tables().forEach(table -> made.add(table.name()));
            report.charts().forEach(chart -> made.add(chart.name()));
            report.tables()
                    .forEach(table -> out.println(workspace
                            .root
                            .resolve(workspace.tables(workspace.scale))
                            .normalize()
                            .resolve(table.name() + ".md")));
            report.charts()
                    .forEach(chart -> out.println(workspace
                            .root
                            .resolve(workspace.plots(workspace.scale))
                            .normalize()
                            .resolve(chart.name() + ".svg")));
        }
        if (names == null || names.isEmpty()) {
            removeOthers(workspace.tables(workspace.scale), made);
            removeOthers(workspace.plots(workspace.scale), made);
        }
        Results results = new Results(experiments, claims, workspace::evidence);
        byte[] page = new PaperRepro(results, workspace::plots, workspace.notes())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        AtomicFiles.writeIfChanged(workspace.root.resolve("paper-repro.md"), page);
        writeAnswers(results);
        workspace.refreshReadme(results);
        out.println(workspace.root.resolve("paper-repro.md").normalize());
        out.flush();
        return 0;
    }

    private void writeAnswers(Results results) {
        Path file = workspace.root.resolve(workspace.tables(workspace.scale)).resolve(Answers.FILE);
        Table answers = Answers.of(results, workspace.scale);
        if (!answers.isEmpty()) {
            AtomicFiles.writeIfChanged(file, TableText.csv(answers).getBytes(StandardCharsets.UTF_8));
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    /** Removes tables and charts that no record supports any more: of experiments that are gone, or have other names now. */
    private void removeOthers(Path folder, Set<String> made) {
        Path whole = workspace.root.resolve(folder);
        if (!Files.isDirectory(whole)) {
            return;
        }
        try (Stream<Path> all = Files.list(whole)) {
            for (Path file : all.toList()) {
                Matcher name = OURS.matcher(file.getFileName().toString());
                if (name.matches() && !made.contains(name.group(1))) {
                    Files.delete(file);
                }
            }
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }
}
