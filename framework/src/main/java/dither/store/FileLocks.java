package dither.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/** Locks by name between programs; the system takes them back when a program dies, however it dies. */
public final class FileLocks {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Path folder;

    FileLocks(Path folder) {
        this.folder = folder;
    }

    /** A lock that is held until it is closed. */
    public static final class Held implements AutoCloseable {
        private final FileChannel channel;

        private Held(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void close() {
            try {
                channel.close(); // which releases it; the empty file stays, for deleting it would race with whoever
                // opens it
            } catch (IOException bad) {
                throw new UncheckedIOException(bad);
            }
        }
    }

    /** The lock, unless somebody holds it. */
    public Optional<Held> take(String name) {
        Path file = folder.resolve(name + ".lock");
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = null;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException _) {
                // another thread of this program holds it
            } finally {
                if (lock == null) {
                    channel.close();
                }
            }
            return lock == null ? Optional.empty() : Optional.of(new Held(channel));
        } catch (IOException bad) {
            throw new UncheckedIOException("cannot lock " + file + " (" + bad.getMessage() + ")", bad);
        }
    }

    /**
     * The lock, as soon as nobody holds it.
     *
     * @param waiting told once if that takes time
     */
    public Held await(String name, Runnable waiting) throws InterruptedException {
        Optional<Held> held = take(name);
        if (held.isEmpty()) {
            waiting.run();
        }
        while (held.isEmpty()) {
            Thread.sleep(PAUSE);
            held = take(name);
        }
        return held.get();
    }
}
