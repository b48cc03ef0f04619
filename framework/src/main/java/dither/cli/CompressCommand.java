package dither.cli;

import dither.codec.AtomicFiles;
import dither.codec.DitherWriter;
import dither.codec.FormatException;
import dither.codec.entropy.Tier;
import dither.interchange.NamedTensor;
import dither.interchange.WeightReader;
import dither.kernel.Memory;
import dither.quant.Method;
import dither.quant.Quantizer;
import dither.quant.stored.QuantizedTensor;
import dither.quant.tensor.Selection;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "compress",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Quantise the weights of a safetensors or ONNX file after training, to a .dither file. Integers become floats;"
                        + " running statistics and what is excluded or small stay in float. Files of any size, of tensors up to 2 GiB: one"
                        + " tensor at a time is in memory.")
final class CompressCommand implements Callable<Integer> {
    /** How PyTorch calls what training does not move by gradients; it is neither quantised nor counted. */
    private static final List<String> STATISTICS = List.of("running_mean", "running_var", "num_batches_tracked");

    @ArgGroup(multiplicity = "1")
    private Input input;

    /** The file, with or without the name of an option. */
    private static final class Input {
        @Parameters(paramLabel = "IN", description = "A safetensors or ONNX file.")
        private Path positional;

        @Option(
                names = {"-i", "--input"},
                paramLabel = "FILE",
                description = "The same, by name.")
        private Path named;

        Path path() {
            return positional == null ? named : positional;
        }
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file to write; IN with .dither instead of its ending if not given.")
    private Path asked;

    @Mixin
    private CompressionMethod compression;

    @Option(
            names = "--tier",
            paramLabel = "TIER",
            defaultValue = "small",
            description = "small: the fewest bytes, read at millions of weights a second. fast: read at hundreds of"
                    + " millions. packed: not coded at all (default: ${DEFAULT-VALUE}).")
    private String tier;

    @Option(
            names = "--min-size",
            paramLabel = "MIB",
            defaultValue = "0.01",
            description = "Tensors up to this many MiB of floats stay in float (default: ${DEFAULT-VALUE}).")
    private double minSizeMb;

    @Option(
            names = "--exclude",
            paramLabel = "PATTERN",
            description = "Shell pattern of tensors that stay in float; may be repeated.")
    private List<String> exclude = new ArrayList<>();

    /** Tensors that were asked for and stay in float. */
    private int unfit;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        String note = compression.check();
        if (note != null) {
            err.println(note);
        }
        Tier chosen = NearestName.among("tier", tier, Tier.values());
        if (!(minSizeMb >= 0 && minSizeMb <= 1e6)) {
            throw new UsageException("--min-size must be in [0, 1000000] MiB, was " + minSizeMb);
        }
        Path in = input.path();
        Selection selection = new Selection(minSizeMb, exclude);
        try (WeightReader reader = WeightReader.open(in)) {
            Path target = Outputs.choose(asked, in, compression.bitsFrom(), ".dither");
            checkPatterns(reader);
            try (CompressionMethod.Widths widths = compression.widths(reader.names());
                    DitherWriter writer = new DitherWriter(shortNotes(reader.metadata()), chosen, target);
                    TerminalProgress progress = TerminalProgress.create(err, "bytes")) {
                progress.total(Files.size(in));
                Outcome outcome = quantise(reader, widths, selection, writer, progress);
                AtomicFiles.write(target, writer::writeTo);
                report(in, target, outcome);
            }
        }
        return 0;
    }

    /** Without those that the format has no room for, which is said: programs that train adapters write whole logs there. */
    private Map<String, String> shortNotes(Map<String, String> metadata) {
        Map<String, String> notes = new TreeMap<>(metadata);
        notes.entrySet().removeIf(note -> {
            boolean fits = DitherWriter.canHold(note.getKey()) && DitherWriter.canHold(note.getValue());
            if (!fits) {
                out().println("left out: the note "
                        + note.getKey().substring(0, Math.min(40, note.getKey().length()))
                        + ", for which a .dither file has no room: it or its text is longer than "
                        + DitherWriter.LONGEST_TEXT + " bytes");
            }
            return !fits;
        });
        return notes;
    }

    private record Outcome(String method, int quantised, int tensors) {}

    private Outcome quantise(
            WeightReader reader,
            CompressionMethod.Widths widths,
            Selection selection,
            DitherWriter writer,
            TerminalProgress progress)
            throws IOException {
        String label = "";
        int quantised = 0;
        int count = 0;
        reader.leftOut().forEach((name, type) -> out().println("left out: " + name + ", which is of type " + type));
        for (String name : reader.names()) {
            NamedTensor tensor = reader.tensor(name);
            if (tensor.length() > DitherWriter.MOST_FLOATS) {
                throw new UsageException(
                        name + " has " + tensor.length() + " numbers, at most " + DitherWriter.MOST_FLOATS
                                + " are compressed; split the tensor, or leave it out of " + input.path());
            }
            progress.advance(tensor.data().limit());
            if (!tensor.isExactInFloats()) {
                out().println("left out: " + name + ", which holds integers that no 32-bit float can");
                continue;
            }
            boolean weights = tensor.dtype().isFloat() && STATISTICS.stream().noneMatch(name::endsWith);
            if (weights && isQuantised(tensor, widths, selection)) {
                Method method = widths.method(name, tensor.length());
                writer.add(quantised(tensor, method, selection));
                label = method.label();
                quantised++;
            } else {
                writer.add(new QuantizedTensor.Raw(name, tensor.shape(), tensor.floats(), weights));
            }
            count++;
        }
        if (quantised == 0) {
            throw new UsageException("no tensor is left to quantise of the " + count + " there are"
                    + (unfit > 0
                            ? ", " + unfit + " of which do not fit the method, as said above; choose other options"
                            : "; lower the minimum size with --min-size, or exclude less"));
        }
        writer.note("method", label);
        return new Outcome(label, quantised, count);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Whether a tensor of weights is quantised; says why not where that is not by the user's own choice. */
    private boolean isQuantised(NamedTensor tensor, CompressionMethod.Widths widths, Selection selection) {
        String name = tensor.name();
        if (tensor.length() == 0 || !selection.takes(name, tensor.length())) {
            if (widths.names().contains(name)) {
                spec.commandLine()
                        .getErr()
                        .println("note: the widths of " + name + " are not used, it is excluded or too small");
            }
            return false;
        }
        String cannot = widths.cannot(name, tensor.shape());
        if (cannot != null) {
            unfit++;
            out().println("left in float: " + cannot);
        }
        return cannot == null;
    }

    private QuantizedTensor quantised(NamedTensor tensor, Method method, Selection selection) throws FormatException {
        WeightTensor weights =
                new WeightTensor(tensor.name(), tensor.shape(), true, Memory.of(tensor.floats()), Memory.allocate(0));
        // The same file gives the same bytes: what is random in a method starts from one number.
        QuantizedTensor stored = Quantizer.of(method, selection, List.of(weights), RandomStream.of(0))
                .quantize()
                .tensors()
                .getFirst();
        if (stored instanceof QuantizedTensor.Product blocks && blocks.size() < compression.centroids()) {
            out().println("fewer centroids: " + tensor.name() + " has " + blocks.index().length + " blocks, enough for "
                    + blocks.size());
        }
        return stored;
    }

    private void report(Path in, Path target, Outcome outcome) throws IOException {
        long before = Files.size(in);
        long after = Files.size(target);
        out().println(String.format(
                Locale.ROOT,
                "%s: %d bytes, %.2f times smaller than %s; %s, %d of %d tensors quantised, the others stay in float",
                target,
                after,
                (double) before / after,
                in,
                outcome.method,
                outcome.quantised,
                outcome.tensors));
        out().flush();
    }

    private void checkPatterns(WeightReader reader) {
        for (String pattern : exclude) {
            Selection one = new Selection(0, List.of(pattern));
            if (reader.names().stream().allMatch(name -> one.takes(name, 1))) {
                throw NearestName.unknown("tensor or pattern", pattern, reader.names());
            }
        }
    }
}
