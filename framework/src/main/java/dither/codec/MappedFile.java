package dither.codec;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes to read from, of a file mapped into memory or an array; complaints about them name the file. Threads may share it. */
public final class MappedFile implements AutoCloseable {
    private final Path path;
    private final Arena arena;
    private final MemorySegment bytes;

    private MappedFile(Path path, Arena arena, MemorySegment bytes) {
        this.path = path;
        this.arena = arena;
        this.bytes = bytes;
    }

    /** What looks at bytes. */
    @FunctionalInterface
    public interface Look<T> {
        T at(MappedFile file) throws FormatException;
    }

    /** An array, which has no name. */
    public static MappedFile of(byte[] bytes) {
        return new MappedFile(null, Arena.global(), MemorySegment.ofArray(bytes));
    }

    /** @throws FormatException if there is no such file, or nothing that can be read */
    public static MappedFile open(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new FormatException(path + " does not exist");
        }
        if (Files.isDirectory(path)) {
            throw new FormatException(path + " is a folder");
        }
        if (!Files.isRegularFile(path)) {
            throw new FormatException(path + " is not a plain file, which is what can be read at any place");
        }
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new MappedFile(path, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (AccessDeniedException denied) {
            arena.close();
            throw new FormatException(path + " cannot be read: permission denied");
        } catch (IOException bad) {
            arena.close();
            throw bad;
        }
    }

    /** How many bytes. */
    public long length() {
        return bytes.byteSize();
    }

    /** A copy of some of them, which the caller knows to be there. */
    public byte[] copy(long at, int length) {
        return bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Some of them as they are. */
    public MemorySegment slice(long at, long length) {
        return bytes.asSlice(at, length).asReadOnly();
    }

    /** What {@code look} makes of them; its complaint, if it has one, about this file. */
    public <T> T look(Look<T> look) throws FormatException {
        try {
            return look.at(this);
        } catch (FormatException bad) {
            throw path == null ? bad : new FormatException(path + " " + bad.getMessage());
        }
    }

    @Override
    public void close() {
        if (path != null) {
            arena.close();
        }
    }
}
