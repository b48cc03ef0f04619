package dither.cli;

import dither.codec.DitherFile;
import dither.codec.Safetensors;
import dither.kernel.Memory;
import dither.quant.Method;
import dither.quant.PostTraining;
import dither.quant.Quantizer;
import dither.quant.Selection;
import dither.quant.WeightTensor;
import dither.quant.stored.QuantizedModel;
import dither.random.RandomStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "compress",
        mixinStandardHelpOptions = true,
        description = "Quantise the weights of a safetensors file after training, to a .dither file.")
final class CompressCommand implements Callable<Integer> {
    @Parameters(paramLabel = "IN", description = "A safetensors file of 32-bit floats.")
    private Path in;

    @Option(
            names = {"-o", "--output"},
            description = "The file to write; IN with .dither instead of its ending if not given.")
    private Path out;

    @Option(names = "--bits", defaultValue = "8", description = "Bits per weight, 1 to 15 (default: 8).")
    private int bits;

    @Option(
            names = "--min-size",
            defaultValue = "0.01",
            description = "Tensors up to this many MB of floats stay in float (default: ${DEFAULT-VALUE}).")
    private double minSizeMb;

    @Option(names = "--exclude", description = "Shell pattern of tensors that stay in float; may be repeated.")
    private List<String> exclude = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<WeightTensor> tensors = new ArrayList<>();
        for (Safetensors.Tensor tensor : Safetensors.read(in)) {
            MemorySegment values = Memory.of(tensor.values());
            tensors.add(new WeightTensor(tensor.name(), tensor.shape(), true, values, Memory.allocate(0)));
        }
        Method method = new PostTraining(bits);
        QuantizedModel model = Quantizer.of(method, new Selection(minSizeMb, exclude), tensors, RandomStream.of(0))
                .quantize()
                .with(Map.of("method", method.label()));
        Path target = Outputs.choose(out, in, ".dither");
        DitherFile.Encoded encoded = DitherFile.write(target, model);
        PrintWriter writer = spec.commandLine().getOut();
        long before = Files.size(in);
        writer.println(String.format(
                Locale.ROOT,
                "%s: %d bytes, %.2f times smaller than %s",
                target,
                encoded.bytes().length,
                (double) before / encoded.bytes().length,
                in));
        writer.flush();
        return 0;
    }
}
