package dither.cli.runs;

import dither.experiment.Trial;
import dither.report.Experiment;
import dither.store.RunState;
import dither.store.Site;
import dither.sweep.Plan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show which trials have finished, run, were interrupted or failed, and why.")
public final class StatusCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final List<Experiment> experiments;

    @Mixin
    private Workspace workspace;

    @Parameters(arity = "0..*", paramLabel = "EXPERIMENT", description = "Which; all if none is named.")
    private List<String> names;

    @Option(names = "--all", description = "Show trials that have finished or not started, too.")
    private boolean all;

    @Option(names = "--check-data", description = "Load all data sets and show which records are of others (stale).")
    private boolean checkData;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:DITHER_DATA}",
            description = "Folder of the data sets, for --check-data; DITHER_DATA if not given.")
    private Path data;

    @Option(names = "--watch", description = "Show it again every two seconds until interrupted.")
    private boolean watch;

    @Spec
    private CommandSpec spec;

    public StatusCommand(List<Experiment> experiments) {
        this.experiments = experiments;
    }

    @Override
    public Integer call() throws InterruptedException {
        workspace.checkRoot();
        List<Experiment> chosen = Workspace.choose(experiments, names);
        PrintWriter out = spec.commandLine().getOut();
        show(chosen, out);
        while (watch && !out.checkError()) { // a reader may have gone
            Thread.sleep(PAUSE);
            out.print("\033[H\033[2J"); // cursor to the top, screen cleared
            show(chosen, out);
        }
        return 0;
    }

    private void show(List<Experiment> chosen, PrintWriter out) {
        Site site = workspace.site(data);
        Map<Trial, RunState> states = new HashMap<>(); // experiments share trials
        // Of all at once, or each would load its data again.
        Set<Trial> stale = checkData
                ? new HashSet<>(Plan.of(workspace.trials(chosen), site, new Plan.Wishes(false, false, true))
                        .trials(Plan.Fate.STALE))
                : Set.of();
        for (Experiment experiment : chosen) {
            List<Trial> trials = workspace.grid(experiment, workspace.scale).trials();
            trials.forEach(trial -> states.computeIfAbsent(trial, site::state));
            long finished = trials.stream()
                    .filter(trial -> states.get(trial).isFinished() && !stale.contains(trial))
                    .count();
            out.println(
                    String.format(Locale.ROOT, "%-28s %3d of %3d finished", experiment.id(), finished, trials.size()));
            for (Trial trial : trials) {
                RunState state = states.get(trial);
                boolean quiet = state instanceof RunState.Finished || state instanceof RunState.Missing;
                if (all || !quiet || stale.contains(trial)) {
                    out.println("    " + trial.signature() + "  " + trial.title() + ": "
                            + (stale.contains(trial) ? "stale, made from other data" : state.text()));
                }
            }
        }
        strangers(site, out);
        out.flush();
    }

    private void strangers(Site site, PrintWriter out) {
        List<String> strangers = site.runs().folders().strangers(workspace.trials(experiments));
        if (!strangers.isEmpty()) {
            out.println(strangers.size() + " runs belong to no experiment (./dither prune deletes them): "
                    + String.join(" ", strangers));
        }
    }
}
