package dither.cli.runs;

import dither.report.Experiment;
import dither.store.Site;
import java.io.PrintWriter;
import java.util.List;
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

    @Override
    public Integer call() {
        workspace.checkRoot();
        Site site = new Site(workspace.root, workspace.scale, null);
        List<String> strangers = site.runs().folders().strangers(workspace.trials(experiments));
        PrintWriter out = spec.commandLine().getOut();
        int deleted = 0;
        for (String name : strangers) {
            boolean gone = yes && site.delete(name);
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
