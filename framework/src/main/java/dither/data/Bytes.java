package dither.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Whole files, plain or gzip, with complaints that a user can act on. */
public final class Bytes {
    private Bytes() {}

    /** All bytes of {@code path}, unpacked if its name ends in {@code .gz}. */
    public static byte[] read(Path path, String expected) {
        try (InputStream in = open(path)) {
            return in.readAllBytes();
        } catch (IOException bad) {
            throw complaint(path, expected, bad);
        }
    }

    /** All of {@code path} as UTF-8 text. */
    public static String text(Path path, String expected) {
        byte[] bytes = read(path, expected);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException bad) {
            throw new DataException(path + " is not UTF-8 text; convert it, or fetch it again", bad);
        }
    }

    /** A stream of {@code path}, unpacked if its name ends in {@code .gz}. */
    public static InputStream open(Path path) throws IOException {
        InputStream in = Files.newInputStream(path);
        return path.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
    }

    /** A line that says what is wrong with a file. */
    public static DataException complaint(Path path, String expected, IOException bad) {
        String what = switch (bad) {
            case NoSuchFileException _ -> "does not exist";
            case EOFException _ -> "is cut short";
            case ZipException _ -> "is not a valid gzip file";
            default -> "cannot be read (" + bad.getMessage() + ")";
        };
        return new DataException(path + " " + what + "; expected " + expected + "; fetch it again", bad);
    }
}
