package dither.cli.runs;

import dither.cli.Dither;
import dither.cli.TerminalProgress;
import dither.cli.UsageException;
import dither.experiment.Trial;
import dither.report.Experiment;
import dither.store.Provenance;
import dither.store.RunState;
import dither.store.Site;
import dither.sweep.Estimates;
import dither.sweep.Executor;
import dither.sweep.Halving;
import dither.sweep.Job;
import dither.sweep.Plan;
import dither.sweep.Sweep;
import dither.sweep.executor.Executors;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
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
public final class RunCommand implements Callable<Integer> {
    /** More than any machine has; native libraries end the program where they cannot start so many. */
    private static final int MOST_THREADS = 1024;

    private final List<Experiment> experiments;

    @Mixin
    private Workspace workspace;

    @Parameters(arity = "0..*", paramLabel = "EXPERIMENT", description = "Which; all if none is named.")
    private List<String> names;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:DITHER_DATA}",
            description = "Folder of the data sets; DITHER_DATA if not given.")
    private Path data;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description =
                    "Only trials whose title, as ./dither list shows it, contains this; as in --only \"on resnet20\".")
    private String only;

    @Option(names = "--dry-run", description = "Only list what would start, be reused or is stale.")
    private boolean dryRun;

    @Option(names = "--retry-failed", description = "Also run what failed before, or was given up by --halving.")
    private boolean retryFailed;

    @Option(names = "--check-data", description = "Load all data sets and compare them with those of finished trials.")
    private boolean checkData;

    @Option(names = "--redo-stale", description = "Run again what was made from other data than those at hand.")
    private boolean redoStale;

    @Option(
            names = "--executor",
            defaultValue = "local",
            paramLabel = "NAME",
            description = "Where: local, workers:N, spark:MASTER, slurm[:PARTITION] (${DEFAULT-VALUE}).")
    private String executor;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads of native libraries for each trial; all cores. Results depend on it to the last digits.")
    private Integer threads;

    @Option(
            names = "--halving",
            paramLabel = "FACTOR",
            description = "Stop early all but the best one in FACTOR, again and again (successive halving).")
    private Integer halving;

    @Option(
            names = "--first-epochs",
            paramLabel = "N",
            defaultValue = "1",
            description = "Epochs before --halving first decides (${DEFAULT-VALUE}).")
    private int firstEpochs;

    @Spec
    private CommandSpec spec;

    public RunCommand(List<Experiment> experiments) {
        this.experiments = experiments;
    }

    @Override
    public Integer call() throws InterruptedException {
        Site site = workspace.site(data);
        Set<Trial> trials = trials();
        Executor chosen = Executors.of(executor, threads());
        Halving search = halving == null ? null : new Halving(halving, firstEpochs);
        Plan.Wishes wishes = new Plan.Wishes(retryFailed, redoStale, checkData || redoStale);
        Plan plan = Plan.of(trials, site, wishes);
        List<Trial> missing = plan.toRun(wishes);
        List<Job> jobs = Job.withNeeds(missing.stream().map(Job.Whole::new).toList());
        // Another root has no records yet, but this checkout brings some.
        Estimates estimates = new Estimates(
                List.of(site.runs(), Site.ofCheckout(workspace.scale).runs()), workspace.trials(experiments));
        PrintWriter out = spec.commandLine().getOut();
        out.println(plan.summary() + (missing.isEmpty() ? "" : "; " + estimates.words(jobs)));
        out.flush();
        if (dryRun) {
            list(plan, estimates, out);
            return 0;
        }
        if (missing.isEmpty() && search == null) {
            hints(plan, out);
            return plan.trials(Plan.Fate.FAILED).isEmpty() ? 0 : Dither.USER_ERROR;
        }
        plan.trials(Plan.Fate.STALE).stream()
                .filter(missing::contains)
                .filter(trial -> !site.delete(trial))
                .forEach(trial -> out.println(trial.title() + " is running and stays"));
        return search == null ? run(missing, site, chosen, plan) : search(search, List.copyOf(trials), site, chosen);
    }

    /** What was asked for. */
    private Set<Trial> trials() {
        Set<Trial> trials = new LinkedHashSet<>();
        for (Experiment experiment : Workspace.choose(experiments, names)) {
            trials.addAll(workspace.grid(experiment, workspace.scale).trials());
        }
        if (only != null) {
            trials.removeIf(trial -> !trial.title().contains(only));
            if (trials.isEmpty()) {
                throw new UsageException(
                        "no trial's title contains '" + only + "'; ./dither list EXPERIMENT shows the titles");
            }
        }
        return trials;
    }

    /** 0 for no wish. */
    private int threads() {
        if (threads != null && (threads < 1 || threads > MOST_THREADS)) {
            throw new UsageException("--threads must be from 1 to " + MOST_THREADS + ", was " + threads);
        }
        int wanted = threads == null ? 0 : threads;
        Provenance.nativeThreads(wanted); // complains here of a bad OMP_NUM_THREADS, and not in every trial
        return wanted;
    }

    private static void list(Plan plan, Estimates estimates, PrintWriter out) {
        for (Plan.Entry entry : plan.entries()) {
            Trial trial = entry.trial();
            OptionalDouble seconds = estimates.seconds(new Job.Whole(trial));
            String left = switch (entry.fate()) {
                case STARTS, GOES_ON, ELSEWHERE ->
                    seconds.isPresent()
                            ? String.format(Locale.ROOT, ", %.1f min by earlier runs", seconds.getAsDouble() / 60)
                            : "";
                case REUSED, STALE, FAILED, STOPPED -> "";
            };
            String how = entry.fate() == Plan.Fate.STALE
                    ? "finished with other data (--redo-stale runs it again)"
                    : entry.state().text();
            out.println("    " + trial.signature() + "  " + trial.title() + ": " + how + left);
        }
        out.flush();
    }

    private void hints(Plan plan, PrintWriter out) {
        if (!plan.trials(Plan.Fate.FAILED).isEmpty()) {
            out.println("--retry-failed runs the failed ones again; ./dither status"
                    + (workspace.seeds == null ? "" : " --seeds " + workspace.seeds) + place()
                    + " shows why they failed");
        }
        if (!plan.trials(Plan.Fate.STALE).isEmpty()) {
            out.println("--redo-stale runs those of other data again");
        }
        out.flush();
    }

    /** Options that lead another command to the same records. */
    private String place() {
        return " --scale " + workspace.scale.folder()
                + (workspace.root.toString().equals(".") ? "" : " --root " + workspace.root);
    }

    private int run(List<Trial> missing, Site site, Executor chosen, Plan plan) throws InterruptedException {
        Sweep.Outcome outcome;
        try (Farewell _ = new Farewell();
                TerminalProgress progress =
                        TerminalProgress.create(spec.commandLine().getErr(), "steps")) {
            outcome = new Sweep(site, chosen, progress).run(missing);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(outcome.run() - outcome.failed() + " trials finished, " + outcome.failed()
                + " failed; records in " + workspace.root.resolve("results").resolve(workspace.scale.folder())
                + ", tables and charts by ./dither report" + (names == null ? "" : " " + String.join(" ", names))
                + place());
        hints(plan, out);
        return outcome.failed() == 0 && plan.trials(Plan.Fate.FAILED).isEmpty() ? 0 : Dither.USER_ERROR;
    }

    private int search(Halving search, List<Trial> trials, Site site, Executor chosen) throws InterruptedException {
        List<Halving.Decision> decisions;
        try (Farewell _ = new Farewell();
                TerminalProgress progress =
                        TerminalProgress.create(spec.commandLine().getErr(), "steps")) {
            decisions = search.run(trials, retryFailed, site, chosen, progress);
        }
        PrintWriter out = spec.commandLine().getOut();
        for (Halving.Decision decision : decisions) {
            out.println("epoch " + decision.epochs() + "  " + decision.trial().signature() + "  "
                    + String.format(Locale.ROOT, "%.4f", decision.score()) + "  "
                    + (decision.goesOn() ? "goes on" : "stops") + "  "
                    + decision.trial().title());
        }
        out.flush();
        long failed = trials.stream()
                .filter(trial -> site.state(trial) instanceof RunState.Failed)
                .count();
        out.println(failed == 0 ? "none failed" : failed + " failed; ./dither status shows why");
        out.flush();
        return failed == 0 ? 0 : Dither.USER_ERROR;
    }
}
