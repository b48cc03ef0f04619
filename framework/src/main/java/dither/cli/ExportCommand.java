package dither.cli;

import dither.codec.AtomicFiles;
import dither.codec.DitherReader;
import dither.codec.FormatException;
import dither.experiment.ModelFile;
import dither.interchange.OnnxExport;
import dither.nn.GraphNetwork;
import dither.nn.zoo.Form;
import dither.quant.stored.QuantizedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Turn a .dither file that a run wrote into an ONNX model with quantised weights. Classifiers of images"
                        + " can be exported.")
final class ExportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "IN", description = "A .dither file, from cache/models for example.")
    private Path in;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file to write; IN with .onnx instead of its ending if not given.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (DitherReader reader = DitherReader.open(in)) {
            Path target = Outputs.choose(out, in, ".onnx");
            ModelFile file = named(() -> ModelFile.of(reader.metadata()));
            if (!(file.form() instanceof Form.Images(int side, int channels, int classes))) {
                throw new UsageException(in + " is a model for "
                        + file.form().getClass().getSimpleName().toLowerCase(Locale.ROOT)
                        + "; only classifiers of images can be exported yet");
            }
            QuantizedModel model = reader.model();
            OnnxExport.Exported exported;
            try (GraphNetwork network = named(() -> file.restore(model))) {
                List<Long> shape = List.of((long) side, (long) side, (long) channels);
                exported = OnnxExport.of(network, model, shape, classes);
            }
            AtomicFiles.write(target, exported.bytes());
            PrintWriter writer = spec.commandLine().getOut();
            exported.notes().forEach(note -> writer.println("note: " + note));
            writer.println(String.format(
                    Locale.ROOT,
                    "%s: %d bytes; input [batch, %d, %d, %d] as Dither normalises images, answer [batch, %d]",
                    target,
                    exported.bytes().length,
                    side,
                    side,
                    channels,
                    classes));
            writer.flush();
        }
        return 0;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T get() throws FormatException;
    }

    /** What is read of the file; its complaint, if it has one, about this file. */
    private <T> T named(Reading<T> reading) throws FormatException {
        try {
            return reading.get();
        } catch (FormatException bad) {
            throw new FormatException(in + " " + bad.getMessage());
        }
    }
}
