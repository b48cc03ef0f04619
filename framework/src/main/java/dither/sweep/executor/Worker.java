package dither.sweep.executor;

import dither.experiment.Scale;
import dither.store.Site;
import dither.sweep.Job;
import dither.sweep.JobRunner;
import dither.sweep.Progress;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/**
 * A program that does jobs for another one: a job per line of its input, {@link JobMessage}s on its output. When its input ends it stops at once:
 * whoever wanted the jobs is gone, and all that was reached is kept.
 */
public final class Worker {
    private static final long PAUSE = 200_000_000;

    private final PrintStream out;
    private long steps;
    private long told;

    private Worker(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs until the input ends, or does one job and ends with exit code 0, or 2 if it could not be begun; what became of it is a message.
     *
     * @param arguments root, scale, folder of the data or nothing; for one job also a file of jobs and the number of its line, from 1
     */
    public static void main(String[] arguments) throws InterruptedException {
        // Whoever listens reads UTF-8, whatever the locale here is.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err); // what libraries print is no message
        Path data = arguments[2].isEmpty() ? null : Path.of(arguments[2]);
        Site site = new Site(Path.of(arguments[0]), Scale.valueOf(arguments[1]), data);
        Worker worker = new Worker(out);
        if (arguments.length > 3) {
            System.exit(worker.once(site, Path.of(arguments[3]), Integer.parseInt(arguments[4])) ? 0 : 2);
        }
        worker.serve(site, lines());
    }

    /** The lines of the input as they come; its end ends the program, whatever it is doing. */
    private static BlockingQueue<String> lines() {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().name("orders").start(() -> {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    lines.add(line);
                }
            } catch (IOException broken) {
                Runtime.getRuntime().halt(0);
            }
            Runtime.getRuntime().halt(0);
        });
        return lines;
    }

    private boolean once(Site site, Path file, int number) throws InterruptedException {
        try (Stream<String> lines = Files.lines(file)) {
            Job job = Job.ofLine(lines.skip(number - 1).findFirst().orElseThrow());
            JobMessage end = JobMessage.endOf(job, new JobRunner(site, messages())::runWhenFree);
            tell(end.kind(), end.text(), 0);
            return end.kind() == JobMessage.Kind.END;
        } catch (IOException bad) {
            tell(JobMessage.Kind.BAD_STORE, "cannot read " + file + " (" + bad.getMessage() + ")", 0);
            return false;
        }
    }

    private void serve(Site site, BlockingQueue<String> lines) throws InterruptedException {
        JobRunner runner = new JobRunner(site, messages());
        while (true) {
            Job job = Job.ofLine(lines.take());
            JobMessage end = JobMessage.endOf(job, runner::run);
            tellSteps();
            tell(end.kind(), end.text(), 0);
        }
    }

    private Progress messages() {
        return new Progress() {
            @Override
            public void advance(long more) {
                steps += more;
                if (System.nanoTime() - told > PAUSE) {
                    tellSteps();
                }
            }

            @Override
            public void say(String line) {
                tell(JobMessage.Kind.SAY, line, 0);
            }
        };
    }

    private void tellSteps() {
        told = System.nanoTime();
        if (steps > 0) {
            tell(JobMessage.Kind.ADVANCE, "", steps);
            steps = 0;
        }
    }

    private synchronized void tell(JobMessage.Kind kind, String text, long count) {
        out.println(new JobMessage(kind, text, count).toLine());
        out.flush();
    }
}
