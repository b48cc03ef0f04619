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
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Whole files or none: written under a temporary name, forced to disk, renamed. */
public final class AtomicFiles {
    private static final String TEMPORARY = ".tmp";
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(AtomicFiles::discard)));
    }

    private AtomicFiles() {}

    /** What is written. */
    @FunctionalInterface
    public interface Body {
        void write(OutputStream out) throws IOException;
    }

    /**
     * Writes a file, creating folders.
     *
     * @throws UncheckedIOException naming the file and the reason, if it cannot be written; an existing file stays as it was
     */
    public static void write(Path path, Body body) {
        Path temporary = temporary(path, "");
        openForNow(temporary);
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
        } catch (FormatException input) { // of what is read to be written, about which it says all
            throw new UncheckedIOException(input.getMessage(), input);
        } catch (IOException bad) {
            throw cannotWrite(path, bad);
        } finally {
            discard(temporary);
        }
    }

    /** The complaint that a file cannot be written. */
    static UncheckedIOException cannotWrite(Path path, IOException bad) {
        String reason = bad instanceof AccessDeniedException
                ? "permission denied"
                : bad instanceof NoSuchFileException ? "no such folder, and it cannot be made" : reason(bad);
        return new UncheckedIOException("cannot write " + path + " (" + reason + ")", bad);
    }

    /** A name beside {@code path} for what is not whole yet. */
    static Path temporary(Path path, String kind) {
        return path.resolveSibling(
                path.getFileName() + kind + "." + ProcessHandle.current().pid() + TEMPORARY);
    }

    /** Notes a temporary file, which goes when the program is ended from outside, if {@link #discard} did not come before. */
    static void openForNow(Path temporary) {
        OPEN.add(temporary);
    }

    /** Deletes a temporary file if it exists. */
    static void discard(Path temporary) {
        OPEN.remove(temporary);
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

    /** Writes a file unless it holds these bytes already; returns whether it had to. */
    public static boolean writeIfChanged(Path path, byte[] bytes) {
        try {
            if (Files.isRegularFile(path)
                    && Files.size(path) == bytes.length
                    && Arrays.equals(Files.readAllBytes(path), bytes)) {
                return false;
            }
        } catch (IOException unreadable) {
            // Writing it anew says what is wrong with it.
        }
        write(path, bytes);
        return true;
    }
}
