package dither.cli.runs;

import dither.report.Experiment;
import dither.report.Results;
import dither.report.claim.Claim;
import dither.report.web.WebSite;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "site",
        mixinStandardHelpOptions = true,
        description = "Write all results as web pages that open from the disk without a network.")
public final class SiteCommand implements Callable<Integer> {
    private final List<Experiment> experiments;
    private final List<Claim> claims;

    @Mixin
    private Root root;

    @Option(names = "--output", paramLabel = "DIR", description = "Folder of the pages (site, in --root).")
    private Path output;

    @Spec
    private CommandSpec spec;

    public SiteCommand(List<Experiment> experiments, List<Claim> claims) {
        this.experiments = experiments;
        this.claims = claims;
    }

    @Override
    public Integer call() {
        root.checkRoot();
        Path folder = output == null ? root.root.resolve("site") : output;
        int pages = new WebSite(folder, root::evidence).write(new Results(experiments, claims, root::evidence));
        PrintWriter out = spec.commandLine().getOut();
        out.println(pages + " files; open " + folder.resolve("index.html"));
        out.flush();
        return 0;
    }
}
