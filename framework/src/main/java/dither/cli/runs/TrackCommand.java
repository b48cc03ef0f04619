package dither.cli.runs;

import dither.experiment.Trial;
import dither.report.Experiment;
import dither.store.RunStore;
import dither.track.Mlflow;
import dither.track.TensorBoard;
import dither.track.Tracking;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "track",
        mixinStandardHelpOptions = true,
        description = "Write runs in the form of TensorBoard (those under way, too) or MLflow (finished ones).")
public final class TrackCommand implements Callable<Integer> {
    /** The tools. */
    enum Tool {
        TENSORBOARD,
        MLFLOW
    }

    private final List<Experiment> experiments;

    @Mixin
    private Workspace workspace;

    @Parameters(index = "0", paramLabel = "TOOL", description = "${COMPLETION-CANDIDATES}, in any case.")
    private Tool tool;

    @Parameters(index = "1", paramLabel = "DIR", description = "The tool's folder.")
    private Path folder;

    @Parameters(index = "2..*", paramLabel = "EXPERIMENT", description = "Which; all if none is named.")
    private List<String> names;

    @Spec
    private CommandSpec spec;

    public TrackCommand(List<Experiment> experiments) {
        this.experiments = experiments;
    }

    @Override
    public Integer call() {
        workspace.checkRoot();
        Tracking tracking = switch (tool) {
            case TENSORBOARD -> new TensorBoard();
            case MLFLOW -> new Mlflow();
        };
        RunStore store = workspace.store(workspace.scale);
        PrintWriter out = spec.commandLine().getOut();
        int all = 0;
        for (Experiment experiment : Workspace.choose(experiments, names)) {
            int written = 0;
            for (Trial trial : workspace.tried(experiment)) {
                written += tracking.export(experiment.id(), trial, store, folder) ? 1 : 0;
            }
            if (written > 0) {
                out.println(experiment.id() + ": " + written + " runs written to " + folder);
            }
            all += written;
        }
        if (all == 0) {
            out.println("nothing has run at " + workspace.scale.folder() + " scale; --scale names another");
        }
        out.flush();
        return 0;
    }
}
