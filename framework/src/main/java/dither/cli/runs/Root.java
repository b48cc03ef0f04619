package dither.cli.runs;

import dither.cli.UsageException;
import dither.experiment.Scale;
import dither.report.evidence.Evidence;
import dither.store.RunStore;
import dither.store.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where records of all scales are. */
class Root {
    @Option(
            names = "--root",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Folder of results/, plots/ and cache/ (default: this one).")
    Path root;

    private final Map<Scale, Evidence> evidence = new EnumMap<>(Scale.class);

    RunStore store(Scale of) {
        return new Site(root, of, null).runs();
    }

    /** Refuses a root that is not there: an empty page in a new folder would hide a slip of the pen. */
    void checkRoot() {
        if (!Files.isDirectory(root)) {
            throw new UsageException("--root " + root + " is not a folder; name the one that holds results/");
        }
    }

    /** The runs of a scale, each read once by a command. */
    Evidence evidence(Scale of) {
        return evidence.computeIfAbsent(of, scale -> new Evidence(store(scale)));
    }
}
