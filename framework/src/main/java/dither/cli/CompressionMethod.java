package dither.cli;

import dither.codec.FormatException;
import dither.quant.GivenWidths;
import dither.quant.Lsq;
import dither.quant.Method;
import dither.quant.PostTraining;
import dither.quant.Pq;
import dither.quant.pq.BlockSizes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Option;

/** Options of {@code compress} that say how one tensor is quantised. */
final class CompressionMethod {
    private static final int USUAL_BITS = 8;
    private static final int USUAL_GROUP = 8;
    private static final int USUAL_BLOCK = 8;
    private static final int USUAL_CENTROIDS = 256;

    private enum Kind {
        UNIFORM,
        DIFFQ,
        LSQ,
        PQ;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = {"-m", "--method"},
            paramLabel = "METHOD",
            defaultValue = "uniform",
            description =
                    "uniform: one min-max grid per tensor. diffq: that grid with a width per group. lsq: a symmetric"
                            + " grid with LSQ's initial step, coarser than uniform's until it is trained. pq: blocks replaced by centroids (default: ${DEFAULT-VALUE}).")
    private String method;

    /** What {@code method} names, once it has been checked. */
    private Kind kind;

    @Option(
            names = "--bits",
            paramLabel = "N",
            description = "Bits per weight, 1 to 15, for lsq 2 to 15 (default: 8). Not for pq, whose bits follow from"
                    + " centroids and block size.")
    private Integer bits;

    @Option(
            names = "--group-size",
            paramLabel = "N",
            description = "diffq: consecutive weights that share a width, 0 for whole tensors (default: 8).")
    private Integer groupSize;

    @Option(
            names = "--bits-from",
            paramLabel = "FILE",
            description =
                    "diffq: whose widths to use: a .dither file that DiffQ trained, or a safetensors file with an integer"
                            + " tensor of widths, one per group, under the name of each weight. What has none stays in float.")
    private Path bitsFrom;

    @Option(names = "--block-size", paramLabel = "N", description = "pq: weights of a block (default: 8).")
    private Integer blockSize;

    @Option(
            names = "--centroids",
            paramLabel = "N",
            description = "pq: centroids of a tensor, a power of two up to 4096 (default: 256).")
    private Integer centroids;

    /** Complains about options that do not belong together; returns a note about one that has no effect, or null. */
    String check() {
        kind = NearestName.among("method", method, Kind.values());
        onlyFor(Kind.DIFFQ, "--group-size", groupSize);
        onlyFor(Kind.DIFFQ, "--bits-from", bitsFrom);
        onlyFor(Kind.PQ, "--block-size", blockSize);
        onlyFor(Kind.PQ, "--centroids", centroids);
        if (groupSize != null && groupSize < 0) {
            throw new UsageException("--group-size must be 0, for whole tensors, or more, was " + groupSize);
        }
        if (kind == Kind.PQ) {
            blocks(); // refuses a size that no tensor has
        }
        if (bitsFrom != null && bits != null) {
            throw new UsageException("--bits and --bits-from both give widths; leave one out");
        }
        if (kind == Kind.PQ && bits != null) {
            return "note: --bits " + bits + " is not used by pq, which stores log2(centroids) / block size bits";
        }
        return kind == Kind.DIFFQ && bitsFrom == null
                ? "note: without --bits-from all groups have the same width, for which uniform needs fewer bytes"
                : null;
    }

    /** The file that widths come from, or null. */
    Path bitsFrom() {
        return bitsFrom;
    }

    private void onlyFor(Kind wanted, String option, Object value) {
        if (value != null && kind != wanted) {
            throw new UsageException(option + " is for --method " + wanted + ", which was " + method
                    + "; leave it out or choose " + wanted);
        }
    }

    private BlockSizes blocks() {
        return BlockSizes.all(blockSize == null ? USUAL_BLOCK : blockSize);
    }

    /** Widths of all tensors; nothing unless they come from a file. */
    Widths widths(List<String> names) throws IOException {
        return bitsFrom == null ? new Widths(null, names) : new Widths(WidthSource.open(bitsFrom), names);
    }

    /** How many bits go where: by options alone, or by a file. */
    final class Widths implements AutoCloseable {
        private final WidthSource file;
        private final Set<String> names;

        private Widths(WidthSource file, List<String> known) {
            this.file = file;
            names = file == null ? Set.of() : file.names();
            for (String name : names) {
                if (!known.contains(name)) {
                    close();
                    throw NearestName.unknown("tensor of " + bitsFrom, name, known);
                }
            }
        }

        /** The tensors that have widths in the file. */
        Set<String> names() {
            return names;
        }

        /** Why a tensor of this shape must stay in float, or null: one that does not fit should not stop the rest. */
        String cannot(String name, List<Long> shape) {
            return switch (kind) {
                case UNIFORM, LSQ -> null;
                case DIFFQ -> cannotGroup(name, shape);
                case PQ -> cannotBlock(name, shape);
            };
        }

        private String cannotBlock(String name, List<Long> shape) {
            try {
                return blocks().of(name, shape) == 0
                        ? name + " of shape " + shape + " is not a matrix of weights, which pq needs"
                        : null;
            } catch (IllegalArgumentException undivided) {
                return undivided.getMessage();
            }
        }

        private String cannotGroup(String name, List<Long> shape) {
            if (file != null) {
                return names.contains(name) ? null : name + ", of which " + bitsFrom + " has no widths";
            }
            long length = shape.stream().reduce(1L, (one, other) -> one * other);
            return length % groupSize(length) == 0
                    ? null
                    : name + ", whose " + length + " weights are not divided by groups of " + groupSize(length);
        }

        /** How one tensor is quantised that can be. */
        Method method(String name, long length) throws FormatException {
            int width = bits == null ? USUAL_BITS : bits;
            return switch (kind) {
                case UNIFORM -> new PostTraining(width);
                case LSQ -> new Lsq(width);
                case PQ -> new Pq(blocks(), centroids());
                case DIFFQ ->
                    new GivenWidths(List.of(
                            new GivenWidths.Widths(name, file == null ? equal(length, width) : given(name, length))));
            };
        }

        private long groupSize(long length) {
            int wanted = groupSize == null ? USUAL_GROUP : groupSize;
            return wanted == 0 ? length : wanted;
        }

        /** The same width for every group. */
        private List<Integer> equal(long length, int width) {
            return Collections.nCopies(Math.toIntExact(length / groupSize(length)), width);
        }

        private List<Integer> given(String name, long length) throws FormatException {
            List<Integer> widths = file.widths(name);
            if (groupSize != null && groupSize > 0 && (long) groupSize * widths.size() != length) {
                throw new UsageException(bitsFrom + " holds " + widths.size() + " widths for the " + length
                        + " weights of " + name + ", which are not groups of " + groupSize);
            }
            return widths;
        }

        @Override
        public void close() {
            if (file != null) {
                file.close();
            }
        }
    }

    /** How many centroids are asked for; a tensor of few blocks gets fewer. */
    int centroids() {
        return centroids == null ? USUAL_CENTROIDS : centroids;
    }
}
