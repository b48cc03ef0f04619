package dither.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dither.codec.DitherReader;
import dither.codec.Size;
import dither.codec.SizeReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Show what a .dither file holds: bits and every kind of size, per layer and in total.")
final class InspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A .dither file.")
    private Path file;

    @Option(names = "--json", description = "As JSON, sizes in bytes.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Map<String, String> metadata;
        SizeReport sizes;
        try (DitherReader reader = DitherReader.open(file);
                TerminalProgress progress =
                        TerminalProgress.create(spec.commandLine().getErr(), "tensors")) {
            metadata = reader.metadata();
            progress.total(reader.shapes().size());
            sizes = SizeReport.of(reader, _ -> progress.advance(1));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            out.println(mapper.writeValueAsString(toJson(mapper, metadata, sizes)));
        } else {
            print(out, metadata, sizes);
        }
        out.flush();
        return 0;
    }

    private static ObjectNode toJson(ObjectMapper mapper, Map<String, String> notes, SizeReport sizes) {
        ObjectNode root = mapper.createObjectNode();
        root.put("file_bytes", sizes.fileBytes());
        ObjectNode metadata = root.putObject("metadata");
        notes.forEach(metadata::put);
        ObjectNode total = root.putObject("total");
        total.put("mean_bits", sizes.meanBits());
        sizes.sizes().forEach(size -> total.put(size.label(), sizes.total(size)));
        ArrayNode layers = root.putArray("layers");
        for (SizeReport.Layer layer : sizes.layers()) {
            ObjectNode node = layers.addObject();
            node.put("name", layer.name());
            ArrayNode shape = node.putArray("shape");
            layer.shape().forEach(shape::add);
            node.put("weights", layer.weights());
            node.put("mean_bits", layer.meanBits());
            sizes.sizes().forEach(size -> node.put(size.label(), layer.bytes(size)));
        }
        return root;
    }

    private static void print(PrintWriter out, Map<String, String> notes, SizeReport sizes) {
        notes.forEach((key, value) -> out.println(key + ": " + value));
        int longest = sizes.layers().stream()
                .mapToInt(layer -> layer.name().length())
                .max()
                .orElse(0);
        String names = "%-" + Math.max(28, longest) + "s ";
        out.print(String.format(Locale.ROOT, names + "%12s %6s", "layer (sizes in bytes)", "weights", "bits"));
        sizes.sizes().forEach(size -> out.print(String.format("%11s", size.heading())));
        out.println();
        for (SizeReport.Layer layer : sizes.layers()) {
            out.print(
                    String.format(Locale.ROOT, names + "%12d %6.2f", layer.name(), layer.weights(), layer.meanBits()));
            for (Size size : sizes.sizes()) {
                out.print(String.format(Locale.ROOT, "%11.0f", layer.bytes(size)));
            }
            out.println();
        }
        total(out, sizes, names, "total", 1, "%11.0f");
        total(out, sizes, names, "total in MB (10^6 bytes)", 1e6, "%11.4f");
        total(out, sizes, names, "total in MiB (2^20 bytes)", 1 << 20, "%11.4f");
    }

    private static void total(
            PrintWriter out, SizeReport sizes, String names, String name, double unit, String format) {
        out.print(String.format(Locale.ROOT, names + "%12s %6.2f", name, "", sizes.meanBits()));
        for (Size size : sizes.sizes()) {
            out.print(String.format(Locale.ROOT, format, sizes.total(size) / unit));
        }
        out.println();
    }
}
