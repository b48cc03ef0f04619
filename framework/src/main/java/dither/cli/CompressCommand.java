package dither.cli;

import dither.codec.DitherFile;
import dither.codec.Safetensors;
import dither.kernel.Memory;
import dither.quant.GivenWidths;
import dither.quant.Lsq;
import dither.quant.Method;
import dither.quant.PostTraining;
import dither.quant.Pq;
import dither.quant.Quantizer;
import dither.quant.pq.BlockSizes;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import dither.quant.tensor.Selection;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "compress",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Quantise the weights of a safetensors file after training, to a .dither file. Integers become floats;"
                        + " running statistics and what is excluded or small stay in float.")
final class CompressCommand implements Callable<Integer> {
    private static final List<String> METHODS = List.of("uniform", "diffq", "lsq", "pq");

    /** How PyTorch calls what training does not move by gradients; it is neither quantised nor counted. */
    private static final List<String> STATISTICS = List.of("running_mean", "running_var", "num_batches_tracked");

    @ArgGroup(multiplicity = "1")
    private Input input;

    /** The file, with or without the name of an option. */
    private static final class Input {
        @Parameters(paramLabel = "IN", description = "A safetensors file.")
        private Path positional;

        @Option(
                names = {"-i", "--input"},
                description = "The same, by name.")
        private Path named;

        Path path() {
            return positional == null ? named : positional;
        }
    }

    @Option(
            names = {"-o", "--output"},
            description = "The file to write; IN with .dither instead of its ending if not given.")
    private Path out;

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
            names = "--min-size",
            defaultValue = "0.01",
            description = "Tensors up to this many MB of floats stay in float (default: ${DEFAULT-VALUE}).")
    private double minSizeMb;

    @Option(names = "--exclude", description = "Shell pattern of tensors that stay in float; may be repeated.")
    private List<String> exclude = new ArrayList<>();

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

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        checkOptions();
        Path in = input.path();
        PrintWriter writer = spec.commandLine().getOut();
        List<WeightTensor> tensors = new ArrayList<>();
        for (Safetensors.Tensor tensor : Safetensors.read(in)) {
            if (!tensor.isExact()) {
                writer.println("left out: " + tensor.name() + ", which holds integers that no 32-bit float can");
                continue;
            }
            boolean weights = tensor.isFloat() && STATISTICS.stream().noneMatch(tensor.name()::endsWith);
            tensors.add(new WeightTensor(
                    tensor.name(), tensor.shape(), weights, Memory.of(tensor.values()), Memory.allocate(0)));
        }
        Path target = Outputs.choose(out, in, ".dither");
        if (!(minSizeMb >= 0 && minSizeMb <= 1e6)) {
            throw new UsageException("--min-size must be in [0, 1000000] MB, was " + minSizeMb);
        }
        Selection selection = new Selection(minSizeMb, exclude);
        checkPatterns(tensors);
        if (method.equals("pq")) {
            selection = withoutUndivided(selection, tensors, writer);
        }
        Method chosen = chosen(selection, tensors);
        // The same file gives the same bytes: what is random in a method starts from one number.
        QuantizedModel model = Quantizer.of(chosen, selection, tensors, RandomStream.of(0))
                .quantize()
                .with(Map.of("method", chosen.label()));
        DitherFile.Encoded encoded = DitherFile.write(target, model);
        long quantised = model.tensors().stream()
                .filter(t -> !(t instanceof QuantizedTensor.Raw))
                .count();
        long before = Files.size(in);
        writer.println(String.format(
                Locale.ROOT,
                "%s: %d bytes, %.2f times smaller than %s; %s, %d of %d tensors quantised, the others stay in float",
                target,
                encoded.bytes().length,
                (double) before / encoded.bytes().length,
                in,
                chosen.label(),
                quantised,
                model.tensors().size()));
        writer.flush();
        return 0;
    }

    private void checkOptions() {
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
        if (method.equals("pq") && bits != null) {
            err().println("note: --bits " + bits
                    + " is not used by pq, which stores log2(centroids) / block size bits");
        }
    }

    /** Notes that are no errors. */
    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private void onlyFor(String wanted, String option, Object value) {
        if (value != null && !method.equals(wanted)) {
            throw new UsageException(option + " is for --method " + wanted + ", which was " + method
                    + "; leave it out or choose " + wanted);
        }
    }

    private void checkPatterns(List<WeightTensor> tensors) {
        for (String pattern : exclude) {
            Selection one = new Selection(0, List.of(pattern));
            if (tensors.stream().allMatch(t -> one.takes(t.name(), Math.max(1, t.length())))) {
                throw NearestName.unknown(
                        "tensor or pattern",
                        pattern,
                        tensors.stream().map(WeightTensor::name).toList());
            }
        }
    }

    /** Leaves out what the blocks do not divide: a first layer with three channels should not stop the rest. */
    private Selection withoutUndivided(Selection selection, List<WeightTensor> tensors, PrintWriter writer) {
        BlockSizes blocks = blocks();
        List<String> all = new ArrayList<>(selection.exclude());
        for (WeightTensor tensor : tensors) {
            if (tensor.trained() && selection.takes(tensor.name(), tensor.length())) {
                try {
                    blocks.of(tensor.name(), tensor.shape());
                } catch (IllegalArgumentException undivided) {
                    writer.println("left in float: " + undivided.getMessage());
                    all.add(tensor.name());
                }
            }
        }
        return new Selection(selection.minSizeMb(), all);
    }

    private BlockSizes blocks() {
        return BlockSizes.all(blockSize == null ? 8 : blockSize);
    }

    private Method chosen(Selection selection, List<WeightTensor> tensors) throws IOException {
        int width = bits == null ? 8 : bits;
        return switch (method) {
            case "uniform" -> new PostTraining(width);
            case "lsq" -> new Lsq(width);
            case "pq" -> new Pq(blocks(), centroids == null ? 256 : centroids);
            default -> new GivenWidths(bitsFrom == null ? equal(width, selection, tensors) : read(selection, tensors));
        };
    }

    /** The same width for every group. */
    private Map<String, List<Integer>> equal(int width, Selection selection, List<WeightTensor> tensors) {
        int wanted = groupSize == null ? 8 : groupSize;
        Map<String, List<Integer>> widths = new HashMap<>();
        for (WeightTensor tensor : tensors) {
            if (tensor.trained() && selection.takes(tensor.name(), tensor.length())) {
                long size = wanted == 0 ? tensor.length() : wanted;
                if (tensor.length() % size != 0) {
                    throw new UsageException(
                            "groups of " + wanted + " do not divide the " + tensor.length() + " weights of "
                                    + tensor.name() + "; choose a divisor or --exclude '" + tensor.name() + "'");
                }
                widths.put(tensor.name(), Collections.nCopies(Math.toIntExact(tensor.length() / size), width));
            }
        }
        return widths;
    }

    private Map<String, List<Integer>> read(Selection selection, List<WeightTensor> tensors) throws IOException {
        List<String> names = tensors.stream().map(WeightTensor::name).toList();
        Map<String, List<Integer>> widths = new HashMap<>();
        for (Safetensors.Tensor tensor : Safetensors.read(bitsFrom)) {
            int at = names.indexOf(tensor.name());
            if (at < 0) {
                throw NearestName.unknown("tensor of " + bitsFrom, tensor.name(), names);
            }
            if (!selection.takes(tensor.name(), tensors.get(at).length())) {
                err().println("note: the widths of " + tensor.name() + " are not used, it is excluded or too small");
            }
            if (tensor.isFloat()) {
                throw new UsageException(bitsFrom + " holds floats under " + tensor.name() + "; widths are integers");
            }
            List<Integer> bitsOfGroups = new ArrayList<>();
            for (float value : tensor.values()) {
                bitsOfGroups.add((int) value);
            }
            long length = tensors.get(at).length();
            if (groupSize != null && groupSize > 0 && (long) groupSize * bitsOfGroups.size() != length) {
                throw new UsageException(bitsFrom + " holds " + bitsOfGroups.size() + " widths for the " + length
                        + " weights of " + tensor.name() + ", which are not groups of " + groupSize);
            }
            widths.put(tensor.name(), bitsOfGroups);
        }
        return widths;
    }
}
