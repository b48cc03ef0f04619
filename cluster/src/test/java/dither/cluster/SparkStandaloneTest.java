package dither.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
import dither.quant.DiffQ;
import dither.quant.Lsq;
import dither.quant.SteQat;
import dither.store.Provenance;
import dither.store.Site;
import dither.sweep.Executor;
import dither.sweep.Progress;
import dither.sweep.Sweep;
import dither.sweep.executor.ExecutorContract;
import dither.sweep.executor.LocalExecutor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real master and two workers, each a process of its own. */
@Timeout(300)
class SparkStandaloneTest extends ExecutorContract {
    @TempDir
    static Path logs;

    private static final List<Process> CLUSTER = new ArrayList<>();
    private static int port;

    @TempDir
    Path place;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        CLUSTER.add(spark("master.Master", "--host", "127.0.0.1", "--port", String.valueOf(port), "--webui-port", "0"));
        while (!isOpen()) {
            Thread.sleep(100);
        }
        for (int i = 0; i < 2; i++) {
            CLUSTER.add(worker());
        }
    }

    private static boolean isOpen() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Process worker() throws IOException {
        return spark(
                "worker.Worker",
                "--cores",
                String.valueOf(Provenance.nativeThreads(0)),
                "--memory",
                "2g",
                "--webui-port",
                "0",
                "--work-dir",
                Files.createTempDirectory(logs, "work").toString(),
                "spark://127.0.0.1:" + port);
    }

    private static Process spark(String part, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--"))
                .forEach(command::add);
        command.addAll(
                List.of("-Xmx512m", "-cp", System.getProperty("java.class.path"), "org.apache.spark.deploy." + part));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Files.createTempFile(logs, part, ".log").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        for (Process process : CLUSTER) {
            kill(process);
        }
    }

    private static void kill(Process process) throws InterruptedException {
        try (Stream<ProcessHandle> executors = process.descendants()) {
            List<ProcessHandle> all = executors.toList();
            process.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
        }
        process.waitFor(10, TimeUnit.SECONDS);
    }

    @Override
    protected Executor executor() {
        return new SparkExecutor("spark://127.0.0.1:" + port, Provenance.nativeThreads(0));
    }

    /** A worker and its executor are killed as soon as the first checkpoints are there; another worker joins. */
    @Test
    void aLostWorkerCostsOnlyItsRunningTrials() throws IOException, InterruptedException {
        List<Trial> trials = List.of(
                TestTrials.longer(new DiffQ(5, 8), 10),
                TestTrials.longer(new SteQat(4), 10),
                TestTrials.longer(new Lsq(4), 10));
        Site undisturbed = new Site(place.resolve("undisturbed"), Scale.SMOKE, null);
        new Sweep(undisturbed, new LocalExecutor(), Progress.silent()).run(trials);
        Site site = new Site(place.resolve("disturbed"), Scale.SMOKE, null);
        Thread killer = Thread.ofPlatform().start(() -> {
            try {
                while (trials.stream()
                        .noneMatch(trial -> site.runs().metrics(trial).size() > 1)) {
                    Thread.sleep(20);
                }
                kill(CLUSTER.removeLast());
                CLUSTER.add(worker());
            } catch (IOException | InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });

        Sweep.Outcome outcome = new Sweep(site, executor(), Progress.silent()).run(trials);

        killer.join();
        assertEquals(new Sweep.Outcome(3, 0), outcome);
        for (Trial trial : trials) {
            assertTrue(site.state(trial).isFinished(), () -> site.state(trial).text());
            assertEquals(
                    Files.readString(undisturbed.runs().of(trial).resolve("metrics.jsonl")),
                    Files.readString(site.runs().of(trial).resolve("metrics.jsonl")),
                    trial.label());
            assertEquals(
                    -1,
                    Files.mismatch(
                            undisturbed.stages().model(trial), site.stages().model(trial)),
                    trial.label());
        }
    }
}
