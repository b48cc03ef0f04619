package dither.cli;

import dither.experiment.RunStore;
import dither.experiment.Trial;
import dither.report.Experiment;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "status", mixinStandardHelpOptions = true, description = "Show which trials have finished.")
final class StatusCommand implements Callable<Integer> {
    private final List<Experiment> experiments;

    @Mixin
    private Workspace workspace;

    @Spec
    private CommandSpec spec;

    StatusCommand(List<Experiment> experiments) {
        this.experiments = experiments;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RunStore store = workspace.store(workspace.scale);
        List<Trial> all = new ArrayList<>();
        for (Experiment experiment : experiments) {
            List<Trial> trials = workspace.grid(experiment, workspace.scale).trials();
            all.addAll(trials);
            long finished = trials.stream()
                    .filter(trial -> store.status(trial) == RunStore.Status.FINISHED)
                    .count();
            out.println(
                    String.format(Locale.ROOT, "%-28s %3d of %3d finished", experiment.id(), finished, trials.size()));
            for (Trial trial : trials) {
                String line = "    " + trial.signature() + "  " + trial.label() + ", seed " + trial.seed();
                switch (store.status(trial)) {
                    case STARTED -> out.println(line + ": started, not finished");
                    case FAILED -> out.println(line + ": failed: " + store.failure(trial));
                    case FINISHED, MISSING -> {}
                }
            }
        }
        List<String> strangers = store.strangers(all);
        if (!strangers.isEmpty()) {
            out.println(strangers.size() + " runs belong to no experiment: " + String.join(" ", strangers));
        }
        out.flush();
        return 0;
    }
}
