package dither.bench;

import dither.random.RandomStream;
import dither.sweep.executor.JavaCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;

/** A sweep and what is done to it; the program under test is this one, in processes of its own. */
final class Chaos implements AutoCloseable {
    /** Two workers share the cores of a small machine. */
    private static final String[] SWEEP = {"run", "--executor", "workers:2", "--threads", "1"};

    private static final Duration LONGEST_LIFE = Duration.ofSeconds(6);
    private static final Duration SHORTEST_LIFE = Duration.ofSeconds(1);

    /** What can happen to a sweep. */
    enum Fault {
        WORKER_KILLED("workers killed"),
        PARENT_KILLED("parents killed"),
        DISK_FULL("full disks"),
        CHECKPOINT_DAMAGED("damaged checkpoints");

        private final String words;

        Fault(String words) {
            this.words = words;
        }
    }

    private final Path alone;
    private final Path mistreated;
    private final Path log;
    private final List<String> experiments;
    private final RandomStream random;
    private final Consumer<String> say;
    private final Map<Fault, Integer> injected = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> survived = new EnumMap<>(Fault.class);
    private boolean mounted;
    private int draws;

    /**
     * @param folder for everything that is written
     * @param experiments that are run at smoke scale
     * @param seed of when what happens to whom
     */
    Chaos(Path folder, List<String> experiments, long seed, Consumer<String> say) throws IOException {
        alone = Files.createDirectories(folder.resolve("alone"));
        mistreated = Files.createDirectories(folder.resolve("mistreated"));
        log = folder.resolve("log");
        this.experiments = experiments;
        this.random = RandomStream.of(seed);
        this.say = say;
    }

    /** The sweep as it should be. */
    void leaveAlone() throws IOException, InterruptedException {
        long start = System.nanoTime();
        check(program(alone, SWEEP).waitFor());
        check(program(alone, "report").waitFor());
        say.accept("left alone: " + (System.nanoTime() - start) / 1_000_000_000 + " s");
    }

    /** The sweep with so many kills, one full disk and one damaged checkpoint, or as many as fit into the time. */
    void mistreat(int kills, Duration time) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        mount();
        int killed = 0;
        boolean done = false;
        while (!done) {
            boolean enough = killed >= kills || System.nanoTime() > end;
            Process parent = program(mistreated, SWEEP);
            if (enough) {
                check(parent.waitFor());
                done = true;
            } else if (killed >= kills / 3 && !injected.containsKey(Fault.DISK_FULL)) {
                fillDisk(parent);
            } else {
                killed += harm(parent, kills - killed);
                if (killed >= kills / 2 && !injected.containsKey(Fault.CHECKPOINT_DAMAGED)) {
                    damageCheckpoint();
                }
                if (parent.waitFor() == 0 && killed < kills) {
                    say.accept("the sweep finished after " + killed + " kills; its last trials start again");
                    forgetSome();
                }
            }
        }
        check(program(mistreated, "report").waitFor());
        for (Fault fault : List.of(Fault.WORKER_KILLED, Fault.PARENT_KILLED)) {
            survived.put(fault, injected.getOrDefault(fault, 0)); // the sweep has come to its end
        }
        if (Files.readString(log).contains("is cut or damaged; passed over")) {
            survived.put(Fault.CHECKPOINT_DAMAGED, 1);
        }
    }

    /** Kills workers of {@code parent}, and in the end often the parent itself; returns how many it killed. */
    private int harm(Process parent, int most) throws InterruptedException {
        int killed = 0;
        while (killed < most && !parent.waitFor(life().toMillis(), TimeUnit.MILLISECONDS)) {
            List<ProcessHandle> workers = parent.children().toList();
            boolean orphan = uniform() < 0.3;
            if (orphan) {
                parent.destroyForcibly().waitFor();
                count(Fault.PARENT_KILLED);
                for (ProcessHandle worker : workers) {
                    worker.onExit().orTimeout(30, TimeUnit.SECONDS).join(); // they notice by themselves
                }
            } else if (!workers.isEmpty()) {
                workers.get((int) (uniform() * workers.size())).destroyForcibly();
                count(Fault.WORKER_KILLED);
            } else {
                continue;
            }
            killed++;
            say.accept("killed " + (orphan ? "the parent" : "a worker"));
        }
        return killed;
    }

    private Duration life() {
        return SHORTEST_LIFE.plusMillis(
                (long) (uniform() * LONGEST_LIFE.minus(SHORTEST_LIFE).toMillis()));
    }

    private double uniform() {
        return random.uniform(draws++);
    }

    private void count(Fault fault) {
        injected.merge(fault, 1, Integer::sum);
    }

    /** A small disk of memory, where this program may mount one; else files that may not grow stand for it. */
    private void mount() throws IOException, InterruptedException {
        long needed = size(alone) * 3 / (1 << 20) + 64;
        Process mount = new ProcessBuilder(
                        "mount", "-t", "tmpfs", "-o", "size=" + needed + "m", "tmpfs", mistreated.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        mounted = mount.waitFor() == 0;
        say.accept(
                mounted
                        ? "a disk of " + needed + " MiB"
                        : "no disk may be mounted here; files that may not grow stand for a full one");
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** Fills the disk under a running sweep, which must end with one line and go on once there is room. */
    private void fillDisk(Process parent) throws IOException, InterruptedException {
        count(Fault.DISK_FULL);
        Path filler = mistreated.resolve("filler");
        int code;
        if (mounted) {
            parent.waitFor(2, TimeUnit.SECONDS);
            try (OutputStream out = Files.newOutputStream(filler)) {
                byte[] block = new byte[1 << 16];
                while (true) {
                    out.write(block);
                }
            } catch (IOException full) {
                say.accept("filled the disk");
            }
            code = parent.waitFor();
            Files.delete(filler);
        } else {
            parent.destroy();
            parent.waitFor();
            code = limited().waitFor();
        }
        if (code == 2) {
            survived.merge(Fault.DISK_FULL, 1, Integer::sum);
        } else {
            say.accept("with a full disk the program ended with exit code " + code + " instead of 2");
        }
    }

    private Process limited() throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -f 8; exec \"$@\"", "limited"));
        command.addAll(command(mistreated, SWEEP));
        return start(command);
    }

    /** Turns over a bit in the middle of the newest checkpoint that will be read again. */
    private void damageCheckpoint() throws IOException {
        Path stages = mistreated.resolve("cache/stages");
        if (!Files.exists(stages)) {
            return; // no worker has lived long enough to write one
        }
        Optional<Path> newest;
        try (Stream<Path> files = Files.walk(stages)) {
            newest = files.filter(file -> file.toString().endsWith(".ckpt"))
                    .max(Comparator.comparing(file -> file.toFile().lastModified()));
        }
        if (newest.isPresent()) {
            try (RandomAccessFile file = new RandomAccessFile(newest.get().toFile(), "rw")) {
                file.seek(file.length() / 2);
                int was = file.read();
                file.seek(file.length() / 2);
                file.write(was ^ 1);
            }
            count(Fault.CHECKPOINT_DAMAGED);
            say.accept("damaged " + mistreated.relativize(newest.get()));
        }
    }

    /** Every other record goes, so that there is something to disturb. */
    private void forgetSome() throws IOException {
        List<Path> runs;
        try (Stream<Path> all = Files.list(mistreated.resolve("results/smoke/runs"))) {
            runs = all.sorted().toList();
        }
        for (int i = 0; i < runs.size(); i += 2) {
            Files.deleteIfExists(runs.get(i).resolve("summary.json"));
        }
        delete(mistreated.resolve("cache/stages"));
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            PathUtils.deleteDirectory(folder);
        }
    }

    /** Files that differ between the two sweeps: tables, charts, epochs, layers, sizes, compressed models. */
    List<String> differences() throws IOException {
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (String folder : List.of("results", "plots", "cache/models")) {
            try (Stream<Path> files = Files.walk(alone.resolve(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = file.getFileName().toString();
                    // Times and places of a run differ; what it found must not.
                    if (name.equals("summary.json") || name.equals("provenance.json")) {
                        continue;
                    }
                    compared++;
                    Path other = mistreated.resolve(alone.relativize(file));
                    if (!Files.exists(other) || Files.mismatch(file, other) >= 0) {
                        differences.add(alone.relativize(file).toString());
                    }
                }
            }
        }
        say.accept(compared + " files compared byte by byte");
        return differences;
    }

    /** Whether every fault was injected as often as asked for, and survived each time. */
    boolean allSurvived(int kills) {
        int killed = injected.getOrDefault(Fault.WORKER_KILLED, 0) + injected.getOrDefault(Fault.PARENT_KILLED, 0);
        return killed >= kills
                && injected.containsKey(Fault.DISK_FULL)
                && injected.containsKey(Fault.CHECKPOINT_DAMAGED)
                && injected.equals(survived);
    }

    String summary(boolean same) {
        StringBuilder text = new StringBuilder("injected, survived:");
        injected.forEach((fault, count) -> text.append(' ')
                .append(fault.words)
                .append(' ')
                .append(count)
                .append(", ")
                .append(survived.getOrDefault(fault, 0))
                .append(';'));
        return text.append(same ? " every byte is that of the sweep left alone" : " the sweeps differ")
                .toString();
    }

    private Process program(Path root, String... arguments) throws IOException {
        return start(command(root, arguments));
    }

    private List<String> command(Path root, String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.addAll(experiments);
        words.addAll(List.of("--root", root.toString()));
        // The class that this program started with.
        return JavaCommand.of(System.getProperty("sun.java.command").split(" ")[0], List.of(), words);
    }

    private Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static void check(int code) {
        if (code != 0) {
            throw new IllegalStateException("the program under test ended with exit code " + code);
        }
    }

    @Override
    public void close() throws IOException {
        if (mounted) {
            try {
                new ProcessBuilder("umount", mistreated.toString()).start().waitFor();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
