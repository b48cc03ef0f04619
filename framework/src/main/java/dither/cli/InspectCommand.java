package dither.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dither.codec.DitherFile;
import dither.codec.SizeReport;
import dither.quant.stored.QuantizedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
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
        QuantizedModel model = DitherFile.read(file);
        SizeReport sizes = SizeReport.of(model, DitherFile.encode(model));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            out.println(mapper.writeValueAsString(toJson(mapper, model, sizes, Files.size(file))));
        } else {
            print(out, model, sizes);
        }
        out.flush();
        return 0;
    }

    private static ObjectNode toJson(ObjectMapper mapper, QuantizedModel model, SizeReport sizes, long fileBytes) {
        ObjectNode root = mapper.createObjectNode();
        root.put("file_bytes", fileBytes);
        ObjectNode metadata = root.putObject("metadata");
        model.metadata().forEach(metadata::put);
        ObjectNode total = root.putObject("total");
        total.put("mean_bits", sizes.meanBits());
        SizeReport.columns().forEach(column -> total.put(column.name(), sizes.total(column)));
        ArrayNode layers = root.putArray("layers");
        for (SizeReport.Layer layer : sizes.layers()) {
            ObjectNode node = layers.addObject();
            node.put("name", layer.name());
            ArrayNode shape = node.putArray("shape");
            layer.shape().forEach(shape::add);
            node.put("weights", layer.weights());
            node.put("mean_bits", layer.meanBits());
            SizeReport.columns()
                    .forEach(column -> node.put(column.name(), column.bytes().applyAsDouble(layer)));
        }
        return root;
    }

    private static void print(PrintWriter out, QuantizedModel model, SizeReport sizes) {
        model.metadata().forEach((key, value) -> out.println(key + ": " + value));
        out.print(String.format(Locale.ROOT, "%-28s %12s %6s", "layer (sizes in bytes)", "weights", "bits"));
        SizeReport.columns().forEach(column -> out.print(String.format("%12s", column.name())));
        out.println();
        for (SizeReport.Layer layer : sizes.layers()) {
            out.print(String.format(Locale.ROOT, "%-28s %12d %6.2f", layer.name(), layer.weights(), layer.meanBits()));
            SizeReport.columns()
                    .forEach(column -> out.print(
                            String.format(Locale.ROOT, "%12.0f", column.bytes().applyAsDouble(layer))));
            out.println();
        }
        out.print(String.format(Locale.ROOT, "%-28s %12s %6.2f", "total", "", sizes.meanBits()));
        SizeReport.columns().forEach(column -> out.print(String.format(Locale.ROOT, "%12.0f", sizes.total(column))));
        out.println();
    }
}
