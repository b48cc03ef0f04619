package dither.sweep.executor;

import com.fasterxml.jackson.databind.ObjectMapper;
import dither.data.DataException;
import dither.experiment.Scale;
import dither.store.RunStore;
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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/**
 * A program that does jobs for another one: a job per line of its input, {@link Message}s on its output. When its input ends it stops at once:
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
     * What a worker says.
     *
     * @param kind of message
     * @param text of {@code SAY}, the {@link JobRunner.Result} of {@code END}, the reason of the others
     * @param steps of {@code ADVANCE}
     */
    record Message(Kind kind, String text, long steps) {
        private static final ObjectMapper JSON = new ObjectMapper();

        enum Kind {
            /** More steps are done. */
            ADVANCE,
            /** A line worth keeping. */
            SAY,
            /** The job is over. */
            END,
            /** The data cannot be used by any job. */
            BAD_DATA,
            /** Nothing can be written. */
            BAD_STORE
        }

        /**
         * What became of the job that this is the end of.
         *
         * @throws DataException and {@link UncheckedIOException} for what no other job would survive either
         */
        JobRunner.Result result() {
            return switch (kind) {
                case END -> JobRunner.Result.valueOf(text);
                case BAD_DATA -> throw new DataException(text);
                case BAD_STORE -> throw new UncheckedIOException(text, new IOException(text));
                case ADVANCE, SAY -> throw new IllegalStateException("no end: " + this);
            };
        }

        String toLine() {
            try {
                return JSON.writeValueAsString(this);
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible); // nothing is read or written
            }
        }

        static Message ofLine(String line) throws IOException {
            return JSON.readValue(line, Message.class);
        }
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
            Message end = end(job, new JobRunner(site, messages())::runWhenFree);
            tell(end.kind(), end.text(), 0);
            return end.kind() == Message.Kind.END;
        } catch (IOException bad) {
            tell(Message.Kind.BAD_STORE, "cannot read " + file + " (" + bad.getMessage() + ")", 0);
            return false;
        }
    }

    private void serve(Site site, BlockingQueue<String> lines) throws InterruptedException {
        JobRunner runner = new JobRunner(site, messages());
        while (true) {
            Job job = Job.ofLine(lines.take());
            Message end = end(job, runner::run);
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
                tell(Message.Kind.SAY, line, 0);
            }
        };
    }

    @FunctionalInterface
    private interface Doing {
        JobRunner.Result run(Job job) throws InterruptedException;
    }

    private static Message end(Job job, Doing doing) throws InterruptedException {
        try {
            return new Message(Message.Kind.END, doing.run(job).name(), 0);
        } catch (DataException unusable) {
            return new Message(Message.Kind.BAD_DATA, unusable.getMessage(), 0);
        } catch (UncheckedIOException unwritable) {
            return new Message(Message.Kind.BAD_STORE, RunStore.reason(unwritable), 0);
        }
    }

    private void tellSteps() {
        told = System.nanoTime();
        if (steps > 0) {
            tell(Message.Kind.ADVANCE, "", steps);
            steps = 0;
        }
    }

    private synchronized void tell(Message.Kind kind, String text, long count) {
        out.println(new Message(kind, text, count).toLine());
        out.flush();
    }
}
