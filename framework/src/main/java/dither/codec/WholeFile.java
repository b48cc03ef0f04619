package dither.codec;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file into memory and decodes it; every complaint names the file. */
final class WholeFile {
    private WholeFile() {}

    /** Makes something of a file's bytes. */
    @FunctionalInterface
    interface Decoder<T> {
        T decode(byte[] bytes) throws FormatException;
    }

    static <T> T read(Path path, Decoder<T> decoder) throws IOException {
        try {
            DitherFile.require(Files.exists(path), "does not exist");
            DitherFile.require(!Files.isDirectory(path), "is a folder");
            DitherFile.require(
                    Files.size(path) <= Integer.MAX_VALUE - 8, "has more than 2 GiB, which cannot be read yet");
            return decoder.decode(Files.readAllBytes(path));
        } catch (AccessDeniedException denied) {
            throw new FormatException(path + " cannot be read: permission denied");
        } catch (FormatException bad) {
            throw new FormatException(path + " " + bad.getMessage());
        }
    }
}
