package dither.cli;

import dither.codec.AtomicFiles;
import dither.codec.DitherFile;
import dither.codec.Safetensors;
import dither.quant.stored.QuantizedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "decompress",
        mixinStandardHelpOptions = true,
        description = "Turn a .dither file into a safetensors file of 32-bit floats.")
final class DecompressCommand implements Callable<Integer> {
    @Parameters(paramLabel = "IN", description = "A .dither file.")
    private Path in;

    @Option(
            names = {"-o", "--output"},
            description = "The file to write; IN with .safetensors instead of its ending if not given.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        QuantizedModel model = DitherFile.read(in);
        List<Safetensors.Tensor> tensors = model.tensors().stream()
                .map(t -> new Safetensors.Tensor(t.name(), t.shape(), model.dequantize(t)))
                .toList();
        Path target = Outputs.choose(out, in, ".safetensors");
        AtomicFiles.write(target, Safetensors.encode(tensors));
        spec.commandLine().getOut().println(target + ": " + tensors.size() + " tensors");
        spec.commandLine().getOut().flush();
        return 0;
    }
}
