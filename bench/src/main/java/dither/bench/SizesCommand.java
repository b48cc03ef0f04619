package dither.bench;

import dither.codec.DitherFile;
import dither.codec.FormatException;
import dither.codec.Size;
import dither.codec.SizeReport;
import dither.codec.entropy.Tier;
import dither.interchange.NamedTensor;
import dither.interchange.Safetensors;
import dither.kernel.Memory;
import dither.quant.PostTraining;
import dither.quant.Quantizer;
import dither.quant.stored.QuantizedModel;
import dither.quant.tensor.Selection;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "sizes",
        mixinStandardHelpOptions = true,
        description = "Bits per weight by every coder, and how fast they are read: tensors of two or more dimensions on"
                + " DiffQ's grid.")
final class SizesCommand implements Callable<Integer> {
    private static final int[] BITS = {2, 3, 4, 5, 6, 8};
    private static final List<Size> SIZES =
            List.of(Size.ENTROPY0, Size.HUFFMAN, Size.RANS, Size.SMALL, Size.ZLIB, Size.ZSTD, Size.FILE);
    /** Whether a table of frequencies pays is a question of size, so larger tensors are shown apart. */
    private static final int LARGE = 32_768;

    private static final int REPEATS = 12;

    @Parameters(paramLabel = "FILE", description = "A safetensors file of weights.")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<NamedTensor> tensors = Safetensors.read(file).stream()
                .filter(tensor -> tensor.shape().size() > 1)
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        StringBuilder head = new StringBuilder("| bits |");
        SIZES.forEach(size -> head.append(' ').append(size.label()).append(" |"));
        out.println(head + " rans over entropy0, tensors from " + LARGE
                + " weights on | fast M weights/s | small M weights/s |");
        out.println("| ---: |" + " ---: |".repeat(SIZES.size() + 3));
        for (int bits : BITS) {
            List<WeightTensor> weights = new ArrayList<>();
            for (NamedTensor tensor : tensors) {
                weights.add(new WeightTensor(
                        tensor.name(), tensor.shape(), true, Memory.of(tensor.floats()), Memory.allocate(0)));
            }
            QuantizedModel model = Quantizer.of(
                            new PostTraining(bits), new Selection(0, List.of()), weights, RandomStream.of(0))
                    .quantize();
            SizeReport report = SizeReport.of(model, DitherFile.encode(model, Tier.SMALL));
            long count = report.layers().stream()
                    .mapToLong(SizeReport.Layer::weights)
                    .sum();
            StringBuilder line = new StringBuilder("| " + bits + " |");
            for (Size size : SIZES) {
                line.append(String.format(Locale.ROOT, " %.4f |", 8 * report.total(size) / count));
            }
            double over = large(report, Size.RANS) / large(report, Size.ENTROPY0) - 1;
            out.println(line.append(String.format(
                    Locale.ROOT,
                    " %+.2f %% | %.0f | %.1f |",
                    100 * over,
                    speed(model, Tier.FAST, count),
                    speed(model, Tier.SMALL, count))));
            out.flush();
        }
        return 0;
    }

    /** Million weights a second that are decoded from a whole file in memory, by one core, at best. */
    private static double speed(QuantizedModel model, Tier tier, long count) throws FormatException {
        byte[] file = DitherFile.encode(model, tier).bytes();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < REPEATS; i++) {
            long start = System.nanoTime();
            DitherFile.decode(file);
            least = Math.min(least, System.nanoTime() - start);
        }
        return count * 1e3 / least;
    }

    private static double large(SizeReport report, Size size) {
        return report.layers().stream()
                .filter(layer -> layer.weights() >= LARGE)
                .mapToDouble(layer -> layer.bytes(size))
                .sum();
    }
}
