package dither.cli;

import java.nio.file.Path;

/** Where commands write to. */
final class Outputs {
    private Outputs() {}

    /** The file that was asked for, or {@code in} with another ending; never {@code in} itself. */
    static Path choose(Path asked, Path in, String ending) {
        Path out = asked != null
                ? asked
                : in.resolveSibling(in.getFileName().toString().replaceFirst("\\.[^.]*$", "") + ending);
        if (out.toAbsolutePath().normalize().equals(in.toAbsolutePath().normalize())) {
            throw new UsageException("the output would overwrite " + in + "; name another file with -o");
        }
        return out;
    }
}
