package dither.cli;

import dither.codec.AtomicFiles;
import dither.data.DataLibrary;
import dither.experiment.Executor;
import dither.experiment.RunStore;
import dither.experiment.Trial;
import dither.report.Experiment;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Run the trials of experiments that have no record yet.")
final class RunCommand implements Callable<Integer> {
    private final List<Experiment> experiments;

    @Mixin
    private Workspace workspace;

    @Parameters(arity = "0..*", paramLabel = "EXPERIMENT", description = "Which; all if none is named.")
    private List<String> names;

    @Option(
            names = "--data",
            defaultValue = "${env:DITHER_DATA}",
            description = "Folder of the data sets; DITHER_DATA if not given.")
    private Path data;

    @Option(names = "--dry-run", description = "Only list what would start.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    RunCommand(List<Experiment> experiments) {
        this.experiments = experiments;
    }

    @Override
    public Integer call() {
        RunStore store = workspace.store(workspace.scale);
        Set<Trial> trials = new LinkedHashSet<>();
        for (Experiment experiment : Workspace.choose(experiments, names)) {
            trials.addAll(workspace.grid(experiment, workspace.scale).trials());
        }
        PrintWriter out = spec.commandLine().getOut();
        List<Trial> missing = trials.stream()
                .filter(trial -> store.status(trial) != RunStore.Status.FINISHED)
                .toList();
        out.println(trials.size() + " trials, " + (trials.size() - missing.size()) + " finished before, "
                + missing.size() + (dryRun ? " would start" : " to run"));
        out.flush();
        if (dryRun) {
            missing.forEach(
                    trial -> out.println("    " + trial.signature() + "  " + trial.label() + ", seed " + trial.seed()));
            out.flush();
            return 0;
        }
        if (missing.isEmpty()) {
            return 0;
        }
        AtomicFiles.write(workspace.root.resolve("cache").resolve("writable"), "");
        Path folder = data == null || data.toString().isBlank() ? null : data;
        Thread farewell = new Thread(() -> System.err.println(System.lineSeparator()
                + "dither: interrupted; finished epochs are kept, run the same command to go on"));
        Runtime.getRuntime().addShutdownHook(farewell);
        Executor.Outcome outcome;
        try (TerminalProgress progress =
                TerminalProgress.create(spec.commandLine().getErr())) {
            Path cache = workspace.root.resolve("cache");
            outcome = new Executor(new DataLibrary(folder), store, cache, progress).run(missing);
        } finally {
            Runtime.getRuntime().removeShutdownHook(farewell);
        }
        out.println(outcome.run() - outcome.failed() + " trials finished, " + outcome.failed()
                + " failed; records in " + workspace.root.resolve("results").resolve(workspace.scale.folder())
                + ", tables and charts by ./dither report");
        out.flush();
        return outcome.failed() == 0 ? 0 : Dither.USER_ERROR;
    }
}
