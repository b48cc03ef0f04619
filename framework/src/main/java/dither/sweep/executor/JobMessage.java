package dither.sweep.executor;

import com.fasterxml.jackson.databind.ObjectMapper;
import dither.data.DataException;
import dither.store.RunStore;
import dither.sweep.Job;
import dither.sweep.JobRunner;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a program that does jobs says to the one that wanted them; a value that travels as a line of JSON.
 *
 * @param kind of message
 * @param text of {@code SAY}, the {@link JobRunner.Result} of {@code END}, the reason of the others
 * @param steps of {@code ADVANCE}
 */
public record JobMessage(Kind kind, String text, long steps) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What it is about. */
    public enum Kind {
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

    /** A way to do a job. */
    @FunctionalInterface
    public interface Doing {
        /** As {@link JobRunner#run}. */
        JobRunner.Result run(Job job) throws InterruptedException;
    }

    /** Does a job; what became of it is the message, also what {@link #result} throws elsewhere. */
    public static JobMessage endOf(Job job, Doing doing) throws InterruptedException {
        try {
            return new JobMessage(Kind.END, doing.run(job).name(), 0);
        } catch (DataException unusable) {
            return new JobMessage(Kind.BAD_DATA, unusable.getMessage(), 0);
        } catch (UncheckedIOException unwritable) {
            return new JobMessage(Kind.BAD_STORE, RunStore.reason(unwritable), 0);
        }
    }

    /**
     * What became of the job that this is the end of.
     *
     * @throws DataException and {@link UncheckedIOException} for what no other job would survive either
     */
    public JobRunner.Result result() {
        return switch (kind) {
            case END -> JobRunner.Result.valueOf(text);
            case BAD_DATA -> throw new DataException(text);
            case BAD_STORE -> throw new UncheckedIOException(text, new IOException(text));
            case ADVANCE, SAY -> throw new IllegalStateException("no end: " + this);
        };
    }

    /** As a line. */
    public String toLine() {
        try {
            return JSON.writeValueAsString(this);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible); // nothing is read or written
        }
    }

    /**
     * The message of a line.
     *
     * @throws IOException if it holds none
     */
    public static JobMessage ofLine(String line) throws IOException {
        return JSON.readValue(line, JobMessage.class);
    }
}
