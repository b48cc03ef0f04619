package dither.cli.runs;

import dither.codec.AtomicFiles;
import dither.experiment.Scale;
import dither.report.Experiment;
import dither.report.PaperRepro;
import dither.report.Report;
import dither.report.Runs;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Rebuild tables, charts and paper-repro.md from run records, without training.")
public final class ReportCommand implements Callable<Integer> {
    private final List<Experiment> experiments;

    @Mixin
    private Workspace workspace;

    @Parameters(arity = "0..*", paramLabel = "EXPERIMENT", description = "Which; all if none is named.")
    private List<String> names;

    @Spec
    private CommandSpec spec;

    public ReportCommand(List<Experiment> experiments) {
        this.experiments = experiments;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (Experiment experiment : Workspace.choose(experiments, names)) {
            Runs runs = workspace.runs(experiment, workspace.scale);
            if (runs.rows().isEmpty() && !runs.missing().isEmpty()) {
                out.println(experiment.id() + ": no finished run at this scale yet");
                continue;
            }
            if (!runs.missing().isEmpty()) {
                out.println(experiment.id() + ": " + runs.missing().size()
                        + " trials have not finished; made from the rest");
            }
            Report report = workspace.report(workspace.scale);
            experiment.report(runs, report);
            report.tableNames()
                    .forEach(name ->
                            out.println(workspace.tables(workspace.scale).resolve(name + ".md")));
            report.chartNames()
                    .forEach(
                            name -> out.println(workspace.plots(workspace.scale).resolve(name + ".svg")));
        }
        paperRepro();
        out.println("paper-repro.md");
        out.flush();
        return 0;
    }

    /** Each experiment from the largest scale at which it has run. */
    private void paperRepro() {
        PaperRepro page = new PaperRepro();
        for (Experiment experiment : experiments) {
            for (Scale scale : List.of(Scale.PAPER, Scale.DESK, Scale.SMOKE)) {
                Runs runs = workspace.runs(experiment, scale);
                boolean empty = runs.rows().isEmpty() && !runs.missing().isEmpty();
                if (!empty && written(experiment, scale)) {
                    Report report = workspace.finishedReport(scale);
                    experiment.report(runs, report);
                    page.add(
                            experiment,
                            scale,
                            runs,
                            report,
                            workspace.root.resolve(workspace.tables(scale)),
                            workspace.plots(scale));
                    break;
                }
            }
        }
        AtomicFiles.write(workspace.root.resolve("paper-repro.md"), page.toString());
    }

    /** Whether the files of an experiment stand on disk: a table or a chart by its name. */
    private boolean written(Experiment experiment, Scale scale) {
        Path root = workspace.root;
        return Files.exists(root.resolve(workspace.tables(scale)).resolve(experiment.id() + ".md"))
                || Files.exists(root.resolve(workspace.plots(scale)).resolve(experiment.id() + ".svg"));
    }
}
