package dither.cli.runs;

import dither.experiment.Grid;
import dither.report.Experiment;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "List experiments, or the trials of some with their signatures.")
public final class ListCommand implements Callable<Integer> {
    private final List<Experiment> experiments;

    @Mixin
    private Workspace workspace;

    @Parameters(arity = "0..*", paramLabel = "EXPERIMENT", description = "Show the trials of these.")
    private List<String> names;

    @Spec
    private CommandSpec spec;

    public ListCommand(List<Experiment> experiments) {
        this.experiments = experiments;
    }

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        for (Experiment experiment : Workspace.choose(experiments, names)) {
            Grid grid = workspace.grid(experiment, workspace.scale);
            out.println(String.format(
                    Locale.ROOT,
                    "%-28s %3d trials  %s",
                    experiment.id(),
                    grid.trials().size(),
                    experiment.title()));
            if (names != null) {
                grid.trials().forEach(trial -> out.println("    " + trial.signature() + "  " + trial.title()));
            }
        }
        out.flush();
        return 0;
    }
}
