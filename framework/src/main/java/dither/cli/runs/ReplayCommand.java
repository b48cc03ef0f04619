package dither.cli.runs;

import dither.cli.TerminalProgress;
import dither.experiment.Trial;
import dither.store.FileLocks;
import dither.store.Provenance;
import dither.store.Site;
import dither.sweep.Replay;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.commons.io.file.PathUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Run a recorded trial again from nothing and show the first difference, or that there is none.")
public final class ReplayCommand implements Callable<Integer> {
    /** Exit code where something differs, as that of {@code diff}. */
    private static final int DIFFERENT = 1;

    @Mixin
    private Records records;

    @Parameters(paramLabel = "SIGNATURE", description = "The run; its first digits are enough.")
    private String signature;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:DITHER_DATA}",
            description = "Folder of the data sets; DITHER_DATA if not given.")
    private Path data;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        records.checkRoot();
        Site recorded = records.site(data);
        Trial trial = recorded.runs().folders().trial(signature);
        Path scratch =
                recorded.cache().resolve("replay").resolve(trial.signature().shortHex());
        Site fresh = new Site(scratch, records.scale, recorded.data());
        try (FileLocks.Held _ = lock(recorded, trial)) {
            return replay(trial, recorded, fresh).isEmpty() ? 0 : DIFFERENT;
        }
    }

    /** Two replays of one trial would write the same files, and the first to end would delete those of the other. */
    private static FileLocks.Held lock(Site recorded, Trial trial) {
        return recorded.locks()
                .take("replay-" + trial.signature().shortHex())
                .orElseThrow(() -> new IllegalStateException("trial " + trial.signature()
                        + " is being replayed by another program; wait until that has ended"));
    }

    /** Says what differs, and returns it. */
    private List<String> replay(Trial trial, Site recorded, Site fresh) throws IOException, InterruptedException {
        Path scratch = fresh.root();
        begin(scratch);
        try (Farewell _ = new Farewell();
                TerminalProgress progress =
                        TerminalProgress.create(spec.commandLine().getErr(), "steps")) {
            List<String> differences = Replay.differences(trial, recorded, fresh, progress);
            report(trial, recorded, fresh, differences, spec.commandLine().getOut());
            return differences;
        } finally {
            if (Files.exists(scratch)) {
                PathUtils.deleteDirectory(scratch);
            }
        }
    }

    /** Goes on with what an interrupted replay by the same code left; other code's work must not answer for this one's. */
    private static void begin(Path scratch) throws IOException {
        Path marker = scratch.resolve("program.txt");
        Provenance program = Provenance.of("", "");
        boolean same = Files.exists(marker) && Files.readString(marker).equals(program.toString());
        // Of sources that are in no commit, a record does not tell all.
        if (Files.exists(scratch) && (!same || program.anyDirty())) {
            PathUtils.deleteDirectory(scratch);
        }
        Files.createDirectories(scratch);
        Files.writeString(marker, program.toString());
    }

    private static void report(Trial trial, Site recorded, Site fresh, List<String> differences, PrintWriter out) {
        if (differences.isEmpty()) {
            out.println(
                    "trial " + trial.signature()
                            + ": its scores and sizes, every line of its metrics and layers, and its compressed file are the same again");
        } else {
            out.println("trial " + trial.signature() + " differs (recorded | now):");
            differences.forEach(line -> out.println("    " + line));
            recorded.runs()
                    .provenance(trial)
                    .differences(fresh.runs().provenance(trial))
                    .forEach(line -> out.println("    ran with other " + line));
        }
        out.flush();
    }
}
