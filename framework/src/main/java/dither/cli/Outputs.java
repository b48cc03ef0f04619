package dither.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Where commands write to. */
final class Outputs {
    private Outputs() {}

    /**
     * The file that was asked for, or {@code in} with another ending; never {@code in} itself, and nothing that is there already unless it was
     * asked for: decompressing a model must not put the lossy weights in place of the original ones.
     */
    static Path choose(Path asked, Path in, String ending) throws IOException {
        return choose(asked, in, null, ending);
    }

    /** The same for what is made of two files, of which the second may be null. */
    static Path choose(Path asked, Path in, Path second, String ending) throws IOException {
        Path out = asked != null
                ? asked
                : in.resolveSibling(in.getFileName().toString().replaceFirst("\\.[^.]*$", "") + ending);
        if (Files.exists(out, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(out, LinkOption.NOFOLLOW_LINKS)) {
            throw new UsageException(out + " is not a plain file, so it is not replaced; name another with -o");
        }
        refuseSame(out, in);
        if (second != null) {
            refuseSame(out, second);
        }
        if (asked == null && Files.exists(out)) {
            throw new UsageException(out + " is there already; to replace it, or for another name, use -o");
        }
        tryFolder(out);
        return out;
    }

    private static void refuseSame(Path out, Path in) throws IOException {
        if (out.toAbsolutePath().normalize().equals(in.toAbsolutePath().normalize())
                || Files.exists(out) && Files.exists(in) && Files.isSameFile(out, in)) {
            throw new UsageException("the output would overwrite " + in + "; name another file with -o");
        }
    }

    /** Makes the folder of a file and writes there, so that nobody waits for work that cannot be kept. */
    private static void tryFolder(Path out) {
        Path folder = out.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".writable", null));
        } catch (IOException bad) {
            throw new UsageException(
                    "cannot write " + out + ", for no file can be made in " + folder + "; name another with -o");
        }
    }
}
