package dither.sweep.executor;

import dither.codec.AtomicFiles;
import dither.store.Provenance;
import dither.store.RunState;
import dither.store.Site;
import dither.sweep.Executor;
import dither.sweep.Job;
import dither.sweep.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Job arrays of Slurm, one for the stages that trials share and one for the trials, an array task per job. The site's root must be on a
 * file system that all nodes see at the same place. Tasks that the cluster killed or gave back are submitted again and go on from their checkpoints.
 *
 * <p>States are read with {@code sacct}, or with {@code squeue} where the cluster keeps no accounts.
 */
public final class SlurmExecutor implements Executor {
    private static final int MOST_SUBMISSIONS = 5;

    /** Slurm's default limit of an array is 1,001. */
    private static final int MOST_TASKS = 1_000;

    /** A controller that does not answer so often in a row is taken for gone. */
    private static final int MOST_SILENCE = 10;

    private static final Set<String> UNDER_WAY =
            Set.of("PENDING", "RUNNING", "CONFIGURING", "COMPLETING", "REQUEUED", "RESIZING", "SUSPENDED", "STAGE_OUT");

    private final String partition;
    private final int threads;
    private final Path bin;
    private final Duration pause;

    /**
     * @param partition to submit to; empty for the cluster's own choice
     * @param threads of each trial, which is also how many cores it asks for; 0 for as many as here
     */
    public SlurmExecutor(String partition, int threads) {
        this(partition, threads, null, Duration.ofSeconds(5));
    }

    /**
     * @param bin folder of Slurm's programs; null to search the PATH
     * @param pause between two looks at what has become of the tasks
     */
    SlurmExecutor(String partition, int threads, Path bin, Duration pause) {
        this.partition = partition;
        this.threads = Provenance.nativeThreads(threads);
        this.bin = bin;
        this.pause = pause;
    }

    @Override
    public void run(List<Job> jobs, Site site, Progress progress) throws InterruptedException {
        progress.total(jobs.size());
        for (List<Job> declared : Waves.of(jobs)) {
            List<Job> wave = Waves.possible(declared, site);
            progress.advance(declared.size() - wave.size());
            for (int from = 0; from < wave.size(); from += MOST_TASKS) {
                array(wave.subList(from, Math.min(wave.size(), from + MOST_TASKS)), site, progress);
            }
        }
    }

    /** Runs jobs until each is done or given up. */
    private void array(List<Job> jobs, Site site, Progress progress) throws InterruptedException {
        List<Job> left = jobs;
        for (int attempt = 1; !left.isEmpty() && attempt <= MOST_SUBMISSIONS; attempt++) {
            left = submit(left, site, progress);
        }
        left.forEach(job -> site.runs()
                .failed(job.trial(), new IllegalStateException("the cluster ended it " + MOST_SUBMISSIONS + " times")));
        progress.advance(left.size());
    }

    /** Runs an array to its end; returns the jobs whose tasks ended otherwise than by themselves. */
    private List<Job> submit(List<Job> jobs, Site site, Progress progress) throws InterruptedException {
        Path folder = site.cache().resolve("slurm").toAbsolutePath();
        Path list = folder.resolve("jobs-" + ProcessHandle.current().pid() + "-" + System.nanoTime() + ".jsonl");
        AtomicFiles.write(list, jobs.stream().map(Job::toLine).collect(Collectors.joining("\n", "", "\n")));
        Path script = Path.of(list.toString().replace(".jsonl", ".sh"));
        AtomicFiles.write(script, script(jobs.size(), list, site));
        String id = slurm("sbatch", "--parsable", script.toString()).strip().split(";")[0];
        progress.task("Slurm array " + id + " of " + jobs.size() + " jobs");
        Thread cancel = new Thread(() -> cancel(id));
        try {
            Runtime.getRuntime().addShutdownHook(cancel); // the same command run again must not meet its own array
        } catch (IllegalStateException ending) {
            cancel(id);
            throw new InterruptedException("the program ends");
        }
        try {
            return follow(id, jobs, list, site, progress);
        } catch (InterruptedException stopped) {
            cancel(id);
            throw stopped;
        } finally {
            forget(cancel);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return; // it is at work
        }
    }

    private void cancel(String id) {
        try {
            slurm("scancel", id);
        } catch (UncheckedIOException | InterruptedException gone) {
            return; // it has ended by itself, or nobody answers any more
        }
    }

    private List<Job> follow(String id, List<Job> jobs, Path list, Site site, Progress progress)
            throws InterruptedException {
        int completed = 0;
        int silent = 0;
        while (true) {
            Map<Integer, String> states;
            try {
                states = states(id, jobs.size());
                silent = 0;
            } catch (UncheckedIOException noAnswer) {
                if (++silent > MOST_SILENCE) {
                    throw noAnswer;
                }
                Thread.sleep(pause);
                continue;
            }
            int now = decided(jobs, states, site);
            progress.advance(Math.max(0, now - completed));
            completed = Math.max(completed, now);
            if (states.size() == jobs.size() && states.values().stream().noneMatch(UNDER_WAY::contains)) {
                for (int i = 1; i <= jobs.size(); i++) {
                    checkEnd(Path.of(list + "." + i + ".log"));
                }
                List<Job> left = unfinished(jobs, states, site, progress);
                progress.advance(jobs.size() - left.size() - completed);
                return left;
            }
            Thread.sleep(pause);
        }
    }

    /** How many will not be submitted again. */
    private static int decided(List<Job> jobs, Map<Integer, String> states, Site site) {
        return (int) states.entrySet().stream()
                .filter(task -> !UNDER_WAY.contains(task.getValue())
                        && isDecided(jobs.get(task.getKey() - 1), task.getValue(), site))
                .count();
    }

    /** The store knows more than Slurm: a task that is gone from its lists may have done all or nothing. */
    private static boolean isDecided(Job job, String state, Site site) {
        return state.equals("COMPLETED")
                || job.isDone(site)
                || site.runs().state(job.trial()) instanceof RunState.Failed;
    }

    /** Throws what the task that wrote {@code log} says that no other job would survive either. */
    private static void checkEnd(Path log) {
        try {
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            if (!lines.isEmpty() && lines.getLast().contains("\"BAD_")) {
                JobMessage.ofLine(lines.getLast()).result();
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + log + " (" + unreadable.getMessage() + ")", unreadable);
        }
    }

    private static List<Job> unfinished(List<Job> jobs, Map<Integer, String> states, Site site, Progress progress) {
        List<Job> left = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            if (!isDecided(job, states.get(i + 1), site)) {
                progress.say(job.label() + ": Slurm says " + states.get(i + 1) + "; submitted again");
                left.add(job);
            }
        }
        return left;
    }

    /** The script of an array. */
    String script(int jobs, Path list, Site site) {
        StringBuilder text = new StringBuilder("#!/bin/bash\n");
        text.append("#SBATCH --job-name=dither\n");
        text.append("#SBATCH --array=1-").append(jobs).append('\n');
        text.append("#SBATCH --cpus-per-task=").append(threads).append('\n');
        text.append("#SBATCH --output=").append(quoted(list + ".%a.log")).append('\n');
        text.append("#SBATCH --error=").append(quoted(list + ".%a.err")).append('\n');
        text.append("#SBATCH --requeue\n");
        if (!partition.isEmpty()) {
            text.append("#SBATCH --partition=").append(partition).append('\n');
        }
        text.append("export OMP_NUM_THREADS=").append(threads).append(" GOMP_SPINCOUNT=2000\n");
        text.append("exec");
        command(site, list).forEach(word -> text.append(' ').append(quoted(word)));
        return text.append(" \"$SLURM_ARRAY_TASK_ID\"\n").toString();
    }

    private List<String> command(Site site, Path list) {
        return JavaCommand.of(
                Worker.class.getName(),
                List.of("-XX:ActiveProcessorCount=" + threads),
                List.of(
                        site.root().toAbsolutePath().toString(),
                        site.scale().name(),
                        site.data() == null ? "" : site.data().toAbsolutePath().toString(),
                        list.toString()));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** The state of each task, by its number. */
    private Map<Integer, String> states(String id, int count) throws InterruptedException {
        Map<Integer, String> states = new HashMap<>();
        String lines;
        try {
            lines = slurm("sacct", "--jobs=" + id, "--format=JobID,State", "--parsable2", "--noheader");
        } catch (UncheckedIOException noAccounts) {
            lines = slurm("squeue", "--jobs=" + id, "--format=%i|%T", "--noheader", "--array");
            for (int i = 1; i <= count; i++) {
                states.put(i, "GONE"); // whoever is not in the queue any more has ended, nobody says how
            }
        }
        for (String line : lines.lines().toList()) {
            String[] parts = line.split("\\|");
            String task = parts[0].substring(parts[0].indexOf('_') + 1);
            if (parts[0].startsWith(id + "_")
                    && task.chars().allMatch(Character::isDigit)) { // others are steps of tasks
                states.put(Integer.parseInt(task), parts[1].split(" ")[0]); // "CANCELLED by 1000"
            }
        }
        return states;
    }

    private String slurm(String program, String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(bin == null ? program : bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).start();
            try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
                // Read beside the output: a pipe that nobody empties stops who writes to it.
                CompletableFuture<String> complaint =
                        CompletableFuture.supplyAsync(() -> errors.lines().collect(Collectors.joining("\n")));
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new IOException(
                            complaint.join().lines().findFirst().orElse("exit code " + process.exitValue()));
                }
                return output;
            }
        } catch (IOException bad) {
            throw new UncheckedIOException(
                    program + " failed (" + bad.getMessage() + "); is Slurm installed here?", bad);
        }
    }
}
