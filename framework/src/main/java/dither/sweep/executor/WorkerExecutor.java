package dither.sweep.executor;

import com.sun.management.OperatingSystemMXBean;
import dither.store.Provenance;
import dither.store.Site;
import dither.sweep.Executor;
import dither.sweep.Job;
import dither.sweep.JobRunner;
import dither.sweep.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Several programs on this machine, each at one job at a time; one that dies is replaced and its job goes on from its checkpoint. */
public final class WorkerExecutor implements Executor {
    private static final long MIB = 1 << 20;
    private static final long LEAST_HEAP_MIB = 256;

    private final int workers;
    private final int threads;
    private final Set<Process> alive = ConcurrentHashMap.newKeySet();

    /**
     * @param workers how many programs, at least 1
     * @param threads of native libraries of each; 0 for as many as this process has
     */
    public WorkerExecutor(int workers, int threads) {
        if (workers < 1) {
            throw new IllegalArgumentException("workers must be at least 1, were " + workers);
        }
        this.workers = workers;
        this.threads = Provenance.nativeThreads(threads);
        if (heapMib() < LEAST_HEAP_MIB) {
            throw new IllegalArgumentException(
                    workers + " workers would have " + heapMib() + " MiB of heap each; use fewer");
        }
    }

    /** The programs that live now. */
    Set<Process> workers() {
        return alive;
    }

    /** At most this program's own heap, and together no more than half of the machine: native code needs as much again. */
    private long heapMib() {
        long machine = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        return Math.min(Runtime.getRuntime().maxMemory(), machine / 2 / workers) / MIB;
    }

    @Override
    public void run(List<Job> jobs, Site site, Progress progress) throws InterruptedException {
        progress.total(new JobRunner(site, Progress.silent()).steps(jobs));
        JobQueue queue = new JobQueue(jobs, site, progress);
        AtomicReference<Throwable> trouble = new AtomicReference<>();
        List<Thread> threadsOfWorkers = new ArrayList<>();
        for (int i = 0; i < Math.min(workers, jobs.size()); i++) {
            threadsOfWorkers.add(Thread.ofPlatform().name("worker " + i).start(() -> {
                try {
                    serve(queue, site, progress);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException | Error everywhere) { // of an error nobody else would hear
                    trouble.compareAndSet(null, everywhere);
                    stop(queue);
                }
            }));
        }
        try {
            for (Thread thread : threadsOfWorkers) {
                thread.join();
            }
        } catch (InterruptedException stopped) {
            stop(queue);
            throw stopped;
        }
        switch (trouble.get()) {
            case null -> {}
            case RuntimeException everywhere -> throw everywhere;
            case Error everywhere -> throw everywhere;
            default -> throw new IllegalStateException(trouble.get()); // nothing else is caught
        }
    }

    /** Ends every worker; threads that wait for what one says find that it has nothing more to say. */
    private void stop(JobQueue queue) {
        queue.cancel();
        alive.forEach(Process::destroyForcibly);
    }

    /** Gives jobs to one worker after the other. */
    private void serve(JobQueue queue, Site site, Progress progress) throws InterruptedException {
        Child child = null;
        try {
            for (Optional<Job> job = queue.next(); job.isPresent(); job = queue.next()) {
                if (child == null) {
                    child = new Child(start(queue, site));
                }
                JobMessage end = child.work(job.get(), progress);
                if (end == null) {
                    queue.died(job.get(), "exit code " + child.exitCode());
                    child = null;
                } else {
                    queue.ended(job.get(), end.result());
                }
            }
        } finally {
            if (child != null) {
                child.close();
            }
        }
    }

    private Process start(JobQueue queue, Site site) {
        List<String> command = JavaCommand.of(
                Worker.class.getName(),
                List.of("-Xmx" + heapMib() + "m", "-XX:ActiveProcessorCount=" + threads),
                List.of(
                        site.root().toString(),
                        site.scale().name(),
                        site.data() == null ? "" : site.data().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors(site).toFile()));
        builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
        try {
            Process process = builder.start();
            alive.add(process);
            if (queue.isCancelled()) { // by one who could not see it among the living
                process.destroyForcibly();
            }
            process.onExit().thenAccept(alive::remove);
            return process;
        } catch (IOException bad) {
            throw new UncheckedIOException("cannot start a worker (" + bad.getMessage() + ")", bad);
        }
    }

    /** Where workers complain: of what they do not say in words, such as a library that does not load. */
    private static Path errors(Site site) {
        try {
            return Files.createDirectories(site.cache()).resolve("workers.log");
        } catch (IOException bad) {
            throw new UncheckedIOException("cannot write " + site.cache() + " (" + bad.getMessage() + ")", bad);
        }
    }

    /** A worker at work. */
    private static final class Child implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;

        Child(Process process) {
            this.process = process;
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        /** How a job ended, or null if the worker died over it. */
        JobMessage work(Job job, Progress progress) {
            try {
                Writer in = process.outputWriter(StandardCharsets.UTF_8);
                in.write(job.toLine() + "\n");
                in.flush();
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    if (!line.startsWith("{")) {
                        continue; // printed by a native library, which knows nothing of System.setOut
                    }
                    JobMessage message = JobMessage.ofLine(line);
                    switch (message.kind()) {
                        case ADVANCE -> progress.advance(message.steps());
                        case SAY -> progress.say(message.text());
                        case END, BAD_DATA, BAD_STORE -> {
                            return message;
                        }
                    }
                }
                return null;
            } catch (IOException broken) {
                return null;
            }
        }

        int exitCode() throws InterruptedException {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return process.waitFor();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
