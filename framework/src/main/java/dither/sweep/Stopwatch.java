package dither.sweep;

import java.util.function.Supplier;

/** How long a job takes, and how much of that goes into keeping what it has reached. */
final class Stopwatch {
    private final long start = System.nanoTime();
    private long keeping;
    private long waiting;

    /** Writes something that is kept. */
    void keeping(Runnable write) {
        keeping(() -> {
            write.run();
            return null;
        });
    }

    /** Writes something that is kept. */
    <T> T keeping(Supplier<T> write) {
        long before = System.nanoTime();
        try {
            return write.get();
        } finally {
            keeping += System.nanoTime() - before;
        }
    }

    /** Takes out what passed since {@code from}, by {@link System#nanoTime}: somebody else was at work. */
    void waitedSince(long from) {
        waiting += System.nanoTime() - from;
    }

    /** Since it was made, without waiting for others. */
    double seconds() {
        return (System.nanoTime() - start - waiting) / 1e9;
    }

    /** Spent on records, checkpoints and compressed files. */
    double secondsKeeping() {
        return keeping / 1e9;
    }
}
