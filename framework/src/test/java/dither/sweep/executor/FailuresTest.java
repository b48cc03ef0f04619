package dither.sweep.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.data.ImageSpec;
import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
import dither.quant.DiffQ;
import dither.quant.Lsq;
import dither.quant.SteQat;
import dither.store.RunState;
import dither.store.Site;
import dither.sweep.Job;
import dither.sweep.Progress;
import dither.sweep.Sweep;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong on real machines, done to real processes. */
@Timeout(120)
class FailuresTest {
    @TempDir
    Path folder;

    private Site site() {
        return new Site(folder, Scale.SMOKE, null);
    }

    /** A worker that does one job, started by a shell with {@code limits} set before. */
    private Process worker(Job job, String limits, String... flags) throws IOException {
        Path list = Files.createTempFile(folder, "job", ".jsonl");
        Files.writeString(list, job.toLine() + "\n");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
        command.addAll(List.of(folder.toString(), "SMOKE", "", list.toString(), "1"));
        String line = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        return new ProcessBuilder("bash", "-c", limits + " exec " + line)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String end(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines().reduce((_, last) -> last).orElse("nothing was said");
    }

    private static Trial trial(int epochs) {
        return TestTrials.longer(new DiffQ(5, 8), epochs);
    }

    private List<String> bytes(Trial trial) throws IOException {
        Path run = site().runs().of(trial);
        List<String> files = new ArrayList<>();
        for (String name : List.of("pretraining.jsonl", "metrics.jsonl", "layers.csv", "sizes.json")) {
            files.add(Files.readString(run.resolve(name)));
        }
        files.add(Files.readString(site().stages().model(trial), StandardCharsets.ISO_8859_1));
        return files;
    }

    private List<String> undisturbed(Trial trial) throws IOException, InterruptedException {
        Path elsewhere = folder.resolve("undisturbed");
        Site other = new Site(elsewhere, Scale.SMOKE, null);
        new Sweep(other, new LocalExecutor(), Progress.silent()).run(List.of(trial));
        FailuresTest there = new FailuresTest();
        there.folder = elsewhere;
        return there.bytes(trial);
    }

    @Test
    void killedAnywhereATrialEndsInTheSameBytes() throws IOException, InterruptedException {
        Trial trial = trial(6);
        Site site = site();
        Path stages = folder.resolve("cache/stages");
        int kills = 0;
        while (!site.runs().state(trial).isFinished() && kills < 12) {
            Process worker = worker(new Job.Whole(trial), "");
            // One more checkpoint each time; what happens after it, writing included, is where the blow falls.
            int before = checkpoints(stages);
            while (worker.isAlive() && checkpoints(stages) == before) {
                Thread.sleep(5);
            }
            worker.destroyForcibly().waitFor();
            kills++;
        }
        assertTrue(kills > 3, kills + " kills");
        new Sweep(site, new LocalExecutor(), Progress.silent()).run(List.of(trial));

        assertEquals(undisturbed(trial), bytes(trial), kills + " kills");
    }

    /** Changes with every checkpoint that is written or deleted. */
    private static int checkpoints(Path stages) {
        List<String> names = new ArrayList<>();
        for (File stage : Objects.requireNonNullElse(stages.toFile().listFiles(), new File[0])) {
            names.addAll(List.of(Objects.requireNonNullElse(stage.list(), new String[0])));
        }
        return names.stream()
                .filter(name -> name.endsWith(".ckpt"))
                .mapToInt(String::hashCode)
                .sum();
    }

    @Test
    void aFullDiskStopsTheSweepAndLosesNothing() throws IOException, InterruptedException {
        Trial trial = trial(2);
        // No file may grow beyond 64 KiB, as if there were no room for a checkpoint.
        String end = end(worker(new Job.Whole(trial), "ulimit -f 64;"));

        assertTrue(end.contains("BAD_STORE") && end.contains("cannot write"), end);
        try (Stream<Path> files = Files.walk(folder)) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.toString().endsWith(".tmp")).toList());
        }
        assertInstanceOf(RunState.Interrupted.class, site().state(trial));
        new Sweep(site(), new LocalExecutor(), Progress.silent()).run(List.of(trial));
        assertEquals(undisturbed(trial), bytes(trial));
    }

    @Test
    void outOfMemoryIsRecordedAndStopsNobodyElse() throws IOException, InterruptedException {
        Trial small = trial(1);
        Trial large = new Trial(
                new ImageSpec.Synthetic(64, 20_000, 50), // 240 MB of pixels
                small.model(),
                small.pretraining(),
                small.finetuning(),
                small.method(),
                small.selection(),
                1);

        String end = end(worker(new Job.Whole(large), "", "-Xmx128m"));

        assertTrue(end.contains("\"FAILED\""), end);
        RunState.Failed failed = assertInstanceOf(RunState.Failed.class, site().state(large));
        assertTrue(
                failed.reason().startsWith("out of memory") && failed.reason().contains("DITHER_HEAP"),
                failed.reason());
        assertTrue(end(worker(new Job.Whole(small), "", "-Xmx128m")).contains("\"DONE\""), "the small one");
    }

    @Test
    void aStoreThatCannotBeWrittenIsOneLine() throws IOException {
        Files.writeString(folder.resolve("results"), "a file where a folder should be");

        UncheckedIOException bad = assertThrows(
                UncheckedIOException.class,
                () -> new Sweep(site(), new LocalExecutor(), Progress.silent()).run(List.of(trial(1))));
        assertTrue(bad.getMessage().startsWith("cannot write " + folder.resolve("results")), bad.getMessage());
    }

    @Test
    void twoProgramsOnOneStoreShareTheWork() throws IOException, InterruptedException {
        List<Trial> trials = List.of(
                trial(3), TestTrials.longer(new SteQat(4), 3), TestTrials.longer(new Lsq(4), 3), trial(3).seed(2));
        List<String> said = new ArrayList<>();
        List<Sweep.Outcome> outcomes = new ArrayList<>();
        List<Thread> programs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            programs.add(Thread.ofPlatform().start(() -> {
                try {
                    Sweep.Outcome outcome = new Sweep(site(), new WorkerExecutor(1, 2), new Progress() {
                                @Override
                                public void say(String line) {
                                    synchronized (said) {
                                        said.add(line);
                                    }
                                }
                            })
                            .run(trials);
                    synchronized (outcomes) {
                        outcomes.add(outcome);
                    }
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (Thread program : programs) {
            program.join();
        }

        assertEquals(2, outcomes.size());
        assertTrue(outcomes.stream().allMatch(outcome -> outcome.failed() == 0), outcomes.toString());
        // Each trial says its score once: the other program found it done.
        long scores = said.stream().filter(line -> line.contains("accuracy")).count();
        assertEquals(trials.size(), scores, said.toString());
        assertEquals(undisturbed(trials.getFirst()), bytes(trials.getFirst()));
    }

    @Test
    void aFailedStageFailsItsTrialsWithoutTryingEach() throws InterruptedException {
        Trial wild = trial(1);
        Trial first = new Trial(
                wild.data(),
                wild.model(),
                wild.pretraining().with(1, 1e38),
                wild.finetuning(),
                new SteQat(4),
                wild.selection(),
                1);
        Trial second = first.with(new Lsq(4));
        List<String> said = new ArrayList<>();

        new Sweep(site(), new LocalExecutor(), new Progress() {
                    @Override
                    public void say(String line) {
                        said.add(line);
                    }
                })
                .run(List.of(first, second));

        assertEquals(
                1,
                said.stream()
                        .filter(line -> line.contains("loss or a gradient is not finite"))
                        .count(),
                said.toString());
        assertTrue(
                site().state(second).text().contains("stage"),
                site().state(second).text());
        assertInstanceOf(RunState.Failed.class, site().state(first));
    }
}
