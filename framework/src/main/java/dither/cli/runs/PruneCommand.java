package dither.cli.runs;

import dither.report.Experiment;
import dither.store.FileLocks;
import dither.store.RunStore;
import dither.store.Site;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = "List runs that belong to no experiment any more, and delete them if told to.")
public final class PruneCommand implements Callable<Integer> {
    private final List<Experiment> experiments;

    @Mixin
    private Workspace workspace;

    @Option(names = "--yes", description = "Delete them.")
    private boolean yes;

    @Spec
    private CommandSpec spec;

    public PruneCommand(List<Experiment> experiments) {
        this.experiments = experiments;
    }

    /** Whether a run could be deleted: not where it is running. */
    private boolean delete(String name, RunStore store) {
        Optional<FileLocks.Held> lock =
                new Site(workspace.root, workspace.scale, null).locks().take(name);
        if (lock.isEmpty()) {
            return false;
        }
        try (FileLocks.Held _ = lock.get()) {
            store.folders().delete(name);
            return true;
        }
    }

    @Override
    public Integer call() {
        workspace.checkRoot();
        RunStore store = workspace.store(workspace.scale);
        List<String> strangers = store.folders().strangers(workspace.trials(experiments));
        PrintWriter out = spec.commandLine().getOut();
        int deleted = 0;
        for (String name : strangers) {
            boolean gone = yes && delete(name, store);
            deleted += gone ? 1 : 0;
            out.println(gone ? "deleted " + name : yes ? name + " is running and stays" : name);
        }
        out.println(
                strangers.isEmpty()
                        ? "every run belongs to an experiment"
                        : yes
                                ? deleted + " of " + strangers.size() + " deleted"
                                : "--yes deletes these (" + strangers.size() + ")");
        out.flush();
        return 0;
    }
}
