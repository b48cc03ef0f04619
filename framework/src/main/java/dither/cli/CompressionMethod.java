package dither.cli;

import dither.codec.FormatException;
import dither.interchange.NamedTensor;
import dither.interchange.SafetensorsReader;
import dither.quant.GivenWidths;
import dither.quant.Lsq;
import dither.quant.Method;
import dither.quant.PostTraining;
import dither.quant.Pq;
import dither.quant.pq.BlockSizes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** Options of {@code compress} that say how one tensor is quantised. */
final class CompressionMethod {
    private static final List<String> METHODS = List.of("uniform", "diffq", "lsq", "pq");
    private static final int USUAL_BITS = 8;
    private static final int USUAL_GROUP = 8;
    private static final int USUAL_BLOCK = 8;
    private static final int USUAL_CENTROIDS = 256;

    @Option(
            names = {"-m", "--method"},
            defaultValue = "uniform",
            description =
                    "uniform: one min-max grid per tensor. diffq: that grid with a width per group. lsq: a symmetric"
                            + " grid with LSQ's initial step. pq: blocks replaced by centroids (default: ${DEFAULT-VALUE}).")
    private String method;

    @Option(
            names = "--bits",
            description = "Bits per weight, 1 to 15, for lsq 2 to 15 (default: 8). Not for pq, whose bits follow from"
                    + " centroids and block size.")
    private Integer bits;

    @Option(
            names = "--group-size",
            description = "diffq: consecutive weights that share a width, 0 for whole tensors (default: 8).")
    private Integer groupSize;

    @Option(
            names = "--bits-from",
            description = "diffq: a safetensors file with an integer tensor of widths, one per group, under the name of"
                    + " each weight.")
    private Path bitsFrom;

    @Option(names = "--block-size", description = "pq: weights of a block (default: 8).")
    private Integer blockSize;

    @Option(names = "--centroids", description = "pq: centroids of a tensor, a power of two up to 4096 (default: 256).")
    private Integer centroids;

    /** Complains about options that do not belong together; returns a note about one that has no effect, or null. */
    String check() {
        if (!METHODS.contains(method)) {
            throw NearestName.unknown("method", method, METHODS);
        }
        onlyFor("diffq", "--group-size", groupSize);
        onlyFor("diffq", "--bits-from", bitsFrom);
        onlyFor("pq", "--block-size", blockSize);
        onlyFor("pq", "--centroids", centroids);
        if (groupSize != null && groupSize < 0) {
            throw new UsageException("--group-size must be 0, for whole tensors, or more, was " + groupSize);
        }
        if (bitsFrom != null && bits != null) {
            throw new UsageException("--bits and --bits-from both give widths; leave one out");
        }
        return method.equals("pq") && bits != null
                ? "note: --bits " + bits + " is not used by pq, which stores log2(centroids) / block size bits"
                : null;
    }

    private void onlyFor(String wanted, String option, Object value) {
        if (value != null && !method.equals(wanted)) {
            throw new UsageException(option + " is for --method " + wanted + ", which was " + method
                    + "; leave it out or choose " + wanted);
        }
    }

    private BlockSizes blocks() {
        return BlockSizes.all(blockSize == null ? USUAL_BLOCK : blockSize);
    }

    /** Why a tensor of this shape must stay in float, or null: a first layer with three channels should not stop the rest. */
    String cannot(String name, List<Long> shape) {
        if (method.equals("pq")) {
            try {
                if (blocks().of(name, shape) == 0) {
                    return name + " of shape " + shape + " is no matrix of weights, which pq needs";
                }
            } catch (IllegalArgumentException undivided) {
                return undivided.getMessage();
            }
        }
        return null;
    }

    /** Widths of all tensors; nothing unless they come from a file. */
    Widths widths(List<String> names) throws IOException {
        return bitsFrom == null ? new Widths(null, names) : new Widths(SafetensorsReader.open(bitsFrom), names);
    }

    /** The file of widths, if there is one. */
    final class Widths implements AutoCloseable {
        private final SafetensorsReader file;
        private final Set<String> names;

        private Widths(SafetensorsReader file, List<String> known) {
            this.file = file;
            names = file == null ? Set.of() : Set.copyOf(file.names());
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

        /** How one tensor is quantised. */
        Method method(String name, long length) throws FormatException {
            int width = bits == null ? USUAL_BITS : bits;
            return switch (method) {
                case "uniform" -> new PostTraining(width);
                case "lsq" -> new Lsq(width);
                case "pq" -> new Pq(blocks(), centroids == null ? USUAL_CENTROIDS : centroids);
                default -> new GivenWidths(file == null ? equal(name, length, width) : given(name, length));
            };
        }

        /** The same width for every group. */
        private Map<String, List<Integer>> equal(String name, long length, int width) {
            int wanted = groupSize == null ? USUAL_GROUP : groupSize;
            long size = wanted == 0 ? length : wanted;
            if (length % size != 0) {
                throw new UsageException("groups of " + wanted + " do not divide the " + length + " weights of " + name
                        + "; choose a divisor or --exclude '" + name + "'");
            }
            return Map.of(name, Collections.nCopies(Math.toIntExact(length / size), width));
        }

        private Map<String, List<Integer>> given(String name, long length) throws FormatException {
            if (!names.contains(name)) {
                return Map.of();
            }
            NamedTensor tensor = file.tensor(name);
            if (tensor.dtype().isFloat()) {
                throw new UsageException(bitsFrom + " holds floats under " + name + "; widths are integers");
            }
            List<Integer> widths = new ArrayList<>();
            for (long width : tensor.longs()) {
                widths.add(Math.clamp(width, -1, Byte.MAX_VALUE));
            }
            if (groupSize != null && groupSize > 0 && (long) groupSize * widths.size() != length) {
                throw new UsageException(bitsFrom + " holds " + widths.size() + " widths for the " + length
                        + " weights of " + name + ", which are not groups of " + groupSize);
            }
            return Map.of(name, widths);
        }

        @Override
        public void close() {
            if (file != null) {
                file.close();
            }
        }
    }
}
