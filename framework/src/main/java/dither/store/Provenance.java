package dither.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import dither.data.Sha256;
import dither.experiment.TrialJson;
import dither.kernel.Memory;
import dither.nn.engine.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a number came from, as far as it is not in the trial.
 *
 * @param commit of the sources; "unknown" outside a repository
 * @param dirty whether sources differed from the commit
 * @param diffSha256 of what {@code git diff} printed then, and of the names of sources that git did not know; null if nothing differed or it was not noted
 * @param trainSha256 of what is learned from, as loaded
 * @param testSha256 of what results are measured on, as loaded
 * @param platform what else can change a result
 * @param earlier where parts of the result came from that other programs had computed before; null if none or not noted
 */
public record Provenance(
        String commit,
        boolean dirty,
        String diffSha256,
        String trainSha256,
        String testSha256,
        Platform platform,
        List<Provenance> earlier) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNKNOWN = "unknown";

    public Provenance {
        Objects.requireNonNull(commit, "commit");
        Objects.requireNonNull(platform, "platform");
    }

    /**
     * The machine and its libraries: thread counts and vector units change the order of additions.
     *
     * @param jvm vendor and version
     * @param os name and version
     * @param arch processor architecture
     * @param cpu model name
     * @param cpuFeatures those on which the choice of native code depends; null in records made before it was noted
     * @param vectorBits length of the Vector API's preferred vectors
     * @param convolutions library that computes them
     * @param nd4j version of ND4J, with the BLAS that it brings; null in records made before it was noted
     * @param threads that native libraries may use
     */
    public record Platform(
            String jvm,
            String os,
            String arch,
            String cpu,
            String cpuFeatures,
            int vectorBits,
            String convolutions,
            String nd4j,
            int threads) {

        static Platform here() {
            return new Platform(
                    System.getProperty("java.vm.vendor") + " " + System.getProperty("java.vm.version"),
                    System.getProperty("os.name") + " " + System.getProperty("os.version"),
                    System.getProperty("os.arch"),
                    cpuInfo("model name"),
                    features(),
                    Memory.vectorBits(),
                    Engine.library(),
                    Engine.nd4jVersion(),
                    nativeThreads(0));
        }

        private static String features() {
            List<String> known = List.of(cpuInfo("flags").split(" "));
            return known.stream()
                    .filter(flag -> flag.startsWith("avx") || flag.startsWith("amx") || flag.equals("fma"))
                    .sorted()
                    .collect(Collectors.joining(" "));
        }

        private static String cpuInfo(String key) {
            try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
                return lines.filter(line -> line.startsWith(key))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("unknown");
            } catch (IOException notLinux) {
                return "unknown";
            }
        }
    }

    /** The sources as they are when the first trial starts: what is committed later is not what runs. */
    private static final class Sources {
        static final String COMMIT = git("rev-parse", "HEAD");
        /** Sources of the whole repository, wherever in it a program runs; on documents, which are written between runs, no number depends. */
        private static final String[] SOURCES = {":/*.java", ":/*pom.xml", ":/dither"};

        /** Changed sources, and names of those that are not known yet. */
        static final String DIFF = git(withSources("diff", "HEAD", "--"))
                + git(withSources("ls-files", "--others", "--exclude-standard", "--"));

        private static String[] withSources(String... command) {
            return Stream.of(command, SOURCES).flatMap(Arrays::stream).toArray(String[]::new);
        }
    }

    /**
     * Threads of native libraries for each trial: what was asked for, or those of this process. Sums depend on it, so all executors have the same
     * by themselves.
     *
     * @param wanted 0 for no wish
     * @throws IllegalArgumentException if it is negative, or OMP_NUM_THREADS begins with no number above 0
     */
    public static int nativeThreads(int wanted) {
        return nativeThreads(wanted, System.getenv("OMP_NUM_THREADS"));
    }

    static int nativeThreads(int wanted, String set) {
        if (wanted < 0) {
            throw new IllegalArgumentException("threads must be at least 1, were " + wanted);
        }
        if (wanted > 0) {
            return wanted;
        }
        if (set == null || set.isBlank()) {
            return Runtime.getRuntime().availableProcessors();
        }
        String first = set.strip().split(",")[0];
        if (!first.matches("[1-9]\\d{0,5}")) {
            throw new IllegalArgumentException("OMP_NUM_THREADS must begin with a number of threads above 0, was '"
                    + set + "'; set it, or unset it");
        }
        return Integer.parseInt(first);
    }

    /** Of a result that this program computes now from data of these hashes. */
    public static Provenance of(String trainSha256, String testSha256) {
        return new Provenance(
                Sources.COMMIT.isEmpty() ? UNKNOWN : Sources.COMMIT,
                !Sources.DIFF.isEmpty(),
                Sources.DIFF.isEmpty() ? null : Sha256.of(Sources.DIFF.getBytes(StandardCharsets.UTF_8)),
                trainSha256,
                testSha256,
                Platform.here(),
                null);
    }

    /** This one, of a result that {@code makers} have a part in; they are named unless they are the same. */
    public Provenance with(Collection<Provenance> makers) {
        List<Provenance> others =
                makers.stream().filter(maker -> !maker.equals(this)).distinct().toList();
        return new Provenance(
                commit, dirty, diffSha256, trainSha256, testSha256, platform, others.isEmpty() ? null : others);
    }

    /** Whether sources that are in no commit, or that nobody knows, have a part in it. */
    public boolean anyDirty() {
        return dirty
                || commit.equals(UNKNOWN)
                || earlier != null && earlier.stream().anyMatch(Provenance::anyDirty);
    }

    /** In what another one differs, in words. */
    public List<String> differences(Provenance other) {
        return TrialJson.differences(JSON.valueToTree(this), JSON.valueToTree(other));
    }

    /** What git prints, or nothing if it cannot be asked. */
    private static String git(String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of("git", "-C", System.getProperty("dither.home", ".")));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? output : "";
        } catch (IOException noGit) {
            return "";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
