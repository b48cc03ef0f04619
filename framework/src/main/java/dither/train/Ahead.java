package dither.train;

import dither.nn.Batch;
import dither.task.Task;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The batches of an epoch in their order, each prepared by another thread while the one before is trained on. */
final class Ahead implements AutoCloseable {
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("batches").daemon().factory());
    private final Task.Epoch epoch;
    private final int count;
    private int submitted;
    private Future<Batch> next;
    private long waited;

    /** @param first number of the first batch that is wanted */
    Ahead(Task.Epoch epoch, int first, int count) {
        this.epoch = epoch;
        this.submitted = first;
        this.count = count;
        submit();
    }

    private void submit() {
        int index = submitted++;
        next = index < count ? worker.submit(() -> epoch.batch(index)) : null;
    }

    /** The next batch. */
    Batch take() {
        long start = System.nanoTime();
        try {
            Batch batch = next.get();
            waited += System.nanoTime() - start;
            submit();
            return batch;
        } catch (ExecutionException failed) {
            throw switch (failed.getCause()) {
                case RuntimeException cause -> cause;
                case Error cause -> throw cause; // a store tells what to do when memory is out
                case Throwable cause -> new IllegalStateException(cause);
            };
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch", stopped);
        }
    }

    /** Nanoseconds that training has waited for batches. */
    long waited() {
        return waited;
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
