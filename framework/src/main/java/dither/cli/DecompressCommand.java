package dither.cli;

import dither.codec.AtomicFiles;
import dither.codec.DitherReader;
import dither.interchange.DType;
import dither.interchange.NamedTensor;
import dither.interchange.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "decompress",
        mixinStandardHelpOptions = true,
        description = "Turn a .dither file into a safetensors file of 32-bit floats, one tensor at a time.")
final class DecompressCommand implements Callable<Integer> {
    @Parameters(paramLabel = "IN", description = "A .dither file.")
    private Path in;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file to write; IN with .safetensors instead of its ending if not given.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        try (DitherReader reader = DitherReader.open(in);
                TerminalProgress progress =
                        TerminalProgress.create(spec.commandLine().getErr(), "bytes")) {
            Path target = Outputs.choose(out, in, ".safetensors");
            Map<String, List<Long>> shapes = reader.shapes();
            Map<String, Safetensors.Description> tensors = new LinkedHashMap<>();
            shapes.forEach((name, shape) -> tensors.put(name, new Safetensors.Description(DType.F32, shape)));
            progress.total(tensors.values().stream()
                    .mapToLong(Safetensors.Description::bytes)
                    .sum());
            AtomicFiles.write(
                    target,
                    file -> Safetensors.write(
                            file,
                            reader.metadata(),
                            tensors,
                            name -> NamedTensor.of(
                                    name,
                                    shapes.get(name),
                                    reader.tensor(reader.owner(name)).dequantize()),
                            progress::advance));
            spec.commandLine().getOut().println(target + ": " + tensors.size() + " tensors");
            spec.commandLine().getOut().flush();
            return 0;
        }
    }
}
