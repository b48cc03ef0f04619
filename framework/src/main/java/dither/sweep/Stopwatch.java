package dither.sweep;

import java.util.function.Supplier;

/** How long a job takes, and how much of that goes into keeping what it has reached. */
final class Stopwatch {
    private final long start = System.nanoTime();
    private long keeping;

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

    /** Since it was made. */
    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Spent on records, checkpoints and compressed files. */
    double secondsKeeping() {
        return keeping / 1e9;
    }
}
