package dither.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.commons.io.file.PathUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a sweep twice, once left alone and once mistreated, and compares what comes out. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description =
                "Kill workers and their parent, fill the disk and damage a checkpoint while a sweep runs; then compare every table,"
                        + " record and compressed file with those of a sweep left alone.")
final class ChaosCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "EXPERIMENT",
            description = "What the sweep runs at smoke scale; experiments of half a minute each if none is named.")
    private List<String> experiments;

    @Option(names = "--kills", defaultValue = "30", description = "How many (${DEFAULT-VALUE}).")
    private int kills;

    @Option(
            names = "--minutes",
            defaultValue = "5",
            description = "After which no more harm is done and the sweep is left to end (${DEFAULT-VALUE}).")
    private int minutes;

    @Option(names = "--seed", defaultValue = "1", description = "Of when and whom (${DEFAULT-VALUE}).")
    private long seed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        BenchCommand.checkPositive("--kills", kills);
        BenchCommand.checkPositive("--minutes", minutes);
        List<String> chosen = experiments != null
                ? experiments
                : List.of("table-diffq-cifar", "ablation-penalty", "quick-music", "quick-images", "ablation-bfloat16");
        PrintWriter out = spec.commandLine().getOut();
        Path folder = Files.createTempDirectory("dither-chaos");
        try (Chaos chaos = new Chaos(folder, chosen, seed, line -> {
            out.println(line);
            out.flush();
        })) {
            long start = System.nanoTime();
            chaos.leaveAlone();
            chaos.mistreat(kills, Duration.ofMinutes(minutes).minusNanos(System.nanoTime() - start));
            List<String> differences = chaos.differences();
            differences.forEach(line -> out.println("differs: " + line));
            out.println(chaos.summary(differences.isEmpty()));
            out.flush();
            return differences.isEmpty() && chaos.allSurvived(kills) ? 0 : 1;
        } finally {
            PathUtils.deleteDirectory(folder);
        }
    }
}
