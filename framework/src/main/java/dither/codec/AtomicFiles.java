package dither.codec;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** Whole files or none: written under a temporary name, forced to disk, renamed. */
public final class AtomicFiles {
    private static final String TEMPORARY = ".tmp";

    private AtomicFiles() {}

    /** What is written. */
    @FunctionalInterface
    public interface Body {
        void write(OutputStream out) throws IOException;
    }

    /**
     * Writes a file, creating folders.
     *
     * @throws UncheckedIOException naming the file and the reason, if it cannot be written; a file of before stays as it was
     */
    public static void write(Path path, Body body) {
        Path temporary = path.resolveSibling(
                path.getFileName() + "." + ProcessHandle.current().pid() + TEMPORARY);
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                body.write(out);
                out.flush();
                channel.force(true);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException bad) {
            discard(temporary);
            String reason = bad instanceof AccessDeniedException
                    ? "permission denied"
                    : bad instanceof NoSuchFileException ? "no such folder, and it cannot be made" : reason(bad);
            throw new UncheckedIOException("cannot write " + path + " (" + reason + ")", bad);
        }
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary); // on a full disk it would take the room of what comes later
        } catch (IOException left) {
            return; // sweep finds it
        }
    }

    /** Deletes what killed programs left behind in {@code folder}; nobody else may be writing there. */
    public static void sweep(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(TEMPORARY)).forEach(AtomicFiles::discard);
        } catch (IOException bad) {
            throw new UncheckedIOException("cannot read " + folder + " (" + reason(bad) + ")", bad);
        }
    }

    private static String reason(IOException bad) {
        if (bad instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return bad instanceof FileSystemException || bad.getMessage() == null
                ? bad.getClass().getSimpleName()
                : bad.getMessage();
    }

    /** Writes {@code bytes}. */
    public static void write(Path path, byte[] bytes) {
        write(path, out -> out.write(bytes));
    }

    /** Writes text in UTF-8. */
    public static void write(Path path, String text) {
        write(path, text.getBytes(StandardCharsets.UTF_8));
    }
}
