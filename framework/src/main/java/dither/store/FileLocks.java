package dither.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Locks by name between programs; the system takes them back when a program dies, however it dies. */
public final class FileLocks {
    private static final Duration PAUSE = Duration.ofMillis(200);

    /**
     * What this process holds. The system's locks belong to processes, and closing any channel of a file gives them back, so a second attempt must
     * not even open it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;

    FileLocks(Path folder) {
        this.folder = folder;
    }

    /** A lock that is held until it is closed. */
    public static final class Held implements AutoCloseable {
        private final Path file;
        private final FileChannel channel;

        private Held(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        public void close() {
            try {
                channel.close(); // which releases it; the empty file stays, for deleting it would race with whoever
                // opens it
            } catch (IOException bad) {
                throw new UncheckedIOException(bad);
            } finally {
                HELD.remove(file);
            }
        }
    }

    /** The lock, unless somebody holds it. */
    public Optional<Held> take(String name) {
        Path file = folder.resolve(name + ".lock").toAbsolutePath().normalize();
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        FileLock lock = null;
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                lock = channel.tryLock();
                return lock == null ? Optional.empty() : Optional.of(new Held(file, channel));
            } finally {
                if (lock == null) {
                    channel.close();
                }
            }
        } catch (IOException bad) {
            throw new UncheckedIOException("cannot lock " + file + " (" + bad.getMessage() + ")", bad);
        } finally {
            if (lock == null) {
                HELD.remove(file);
            }
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
