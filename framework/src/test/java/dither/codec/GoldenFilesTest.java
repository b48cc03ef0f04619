package dither.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.codec.entropy.Tier;
import dither.quant.stored.Centroids;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of the version that is written today, kept for all versions to come: every kind of tensor, every coder, both modes of mixing. */
class GoldenFilesTest {

    /** Levels like those of a filter bank: neighbours in a kernel are alike. */
    private static short[] levels(int seed, int count, int bits) {
        SplittableRandom random = new SplittableRandom(seed);
        short[] levels = new short[count];
        int most = (1 << bits) - 1;
        int part = Math.max(1, most / 5);
        int before = 0;
        for (int i = 0; i < count; i++) {
            int bell = 0;
            for (int k = 0; k < 12; k++) {
                bell += random.nextInt(1 + part);
            }
            int centred = bell - 6 * part;
            before = i % 9 == 0 ? centred : (before + centred) / 2;
            levels[i] = (short) Math.clamp(before + (most + 1) / 2, 0, most);
        }
        return levels;
    }

    private static float[] floats(int seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = (random.nextInt(2001) - 1000) / 1024f;
        }
        return floats;
    }

    static QuantizedModel model() {
        List<QuantizedTensor> tensors = new ArrayList<>();
        List<Long> kernels = List.of(16L, 8L, 3L, 3L);
        List<Long> matrix = List.of(24L, 48L);
        tensors.add(new QuantizedTensor.Uniform("uniform4", kernels, 4, levels(1, 1152, 4), -1, 2));
        tensors.add(new QuantizedTensor.Uniform("uniform8", kernels, 8, levels(2, 1152, 8), -0.5f, 0.5f));
        tensors.add(new QuantizedTensor.Uniform("uniform2", matrix, 2, levels(3, 1152, 2), -0.5f, 0.5f));
        short[] structured = new short[1152]; // rows that repeat, so that mixing pays
        short[] row = levels(4, 48, 5);
        for (int i = 0; i < structured.length; i++) {
            structured[i] = row[i % 48];
        }
        tensors.add(new QuantizedTensor.Uniform("uniform5", matrix, 5, structured, -0.5f, 0.5f));
        tensors.add(new QuantizedTensor.Uniform("uniform12", matrix, 12, levels(5, 1152, 12), -0.5f, 0.5f));
        short[] alike = new short[360]; // filters that repeat in kernels that are not square
        short[] filter = levels(16, 60, 5);
        for (int i = 0; i < alike.length; i++) {
            alike[i] = filter[i % 60];
        }
        tensors.add(new QuantizedTensor.Uniform("oblong5", List.of(6L, 4L, 3L, 5L), 5, alike, -0.5f, 0.5f));
        tensors.add(new QuantizedTensor.Uniform("large6", List.of(4L, 3L, 7L, 7L), 6, levels(17, 588, 6), -0.5f, 0.5f));
        tensors.add(new QuantizedTensor.Uniform("odd3", List.of(15L, 77L), 3, levels(18, 1155, 3), -0.5f, 0.5f));
        tensors.add(new QuantizedTensor.Uniform("odd1", List.of(40L, 25L), 1, levels(19, 1000, 1), -0.5f, 0.5f));
        tensors.add(new QuantizedTensor.Uniform("vector9", List.of(701L), 9, levels(20, 701, 9), -0.5f, 0.5f));
        tensors.add(new QuantizedTensor.Uniform("constant", matrix, 7, new short[1152], 0.25f, 0.25f));
        byte[] widths = new byte[144];
        short[] grouped = new short[1152];
        SplittableRandom random = new SplittableRandom(6);
        for (int g = 0; g < widths.length; g++) {
            widths[g] = (byte) (2 + random.nextInt(3) + random.nextInt(3));
            System.arraycopy(levels(100 + g, 8, widths[g]), 0, grouped, 8 * g, 8);
        }
        tensors.add(new QuantizedTensor.Grouped("grouped", matrix, 8, 2, widths, grouped, -0.75f, 1));
        tensors.add(new QuantizedTensor.Grouped(
                "groupedKernels", List.of(16L, 8L, 3L, 3L), 8, 2, widths, grouped, -0.75f, 1));
        short[] signed = levels(7, 1152, 3);
        for (int i = 0; i < signed.length; i++) {
            signed[i] -= 4;
        }
        tensors.add(new QuantizedTensor.Symmetric("symmetric", kernels, 3, signed, 0.125f, 0));
        tensors.add(new QuantizedTensor.Symmetric("shifted", kernels, 3, signed, 0.125f, 0.0625f));
        tensors.add(new QuantizedTensor.Affine(
                "affine", kernels, 6, levels(8, 1152, 6), new float[] {0.03125f}, new int[] {31}));
        tensors.add(new QuantizedTensor.Affine(
                "channels", List.of(3L, 384L), 6, levels(9, 1152, 6), new float[] {1, 0.5f, 2}, new int[] {1, 32, 63}));
        short[] index = levels(10, 144, 4);
        tensors.add(new QuantizedTensor.Product(
                "halves", matrix, 8, new Centroids.Half(QuantizedTensor.Half.round("c", floats(11, 128))), index));
        tensors.add(new QuantizedTensor.Product(
                "codes", matrix, 8, new Centroids.Int8(levels(12, 128, 8), 0.125f, 128), index));
        tensors.add(new QuantizedTensor.Tied("tied", matrix, "uniform2"));
        tensors.add(
                new QuantizedTensor.Half("half", List.of(300L), QuantizedTensor.Half.round("half", floats(13, 300))));
        tensors.add(new QuantizedTensor.Raw("raw", List.of(300L), floats(14, 300), true));
        tensors.add(new QuantizedTensor.Raw("statistic", List.of(), floats(15, 1), false));
        return new QuantizedModel(Map.of("model", "golden"), tensors);
    }

    private static Path file(Tier tier) {
        return Path.of("src/test/resources/golden/version-1.2-" + tier.name().toLowerCase(Locale.ROOT) + ".dither");
    }

    @ParameterizedTest
    @EnumSource
    void filesOfVersionOnePointTwoStayReadable(Tier tier) throws IOException {
        QuantizedModel expected = model();
        QuantizedModel read = DitherFile.read(file(tier));

        assertEquals(expected.metadata(), read.metadata());
        assertEquals(expected.tensors().size(), read.tensors().size());
        for (int t = 0; t < expected.tensors().size(); t++) {
            QuantizedTensor tensor = expected.tensors().get(t);
            assertEquals(tensor.name(), read.tensors().get(t).name());
            assertEquals(tensor.shape(), read.tensors().get(t).shape());
            assertArrayEquals(
                    expected.dequantize(tensor), read.dequantize(read.tensors().get(t)), tensor.name() + ", " + tier);
        }
    }

    /** Writes the files anew, where a new version of the format is made: {@code java ... dither.codec.GoldenFilesTest}. */
    public static void main(String[] arguments) throws IOException {
        for (Tier tier : Tier.values()) {
            Files.write(file(tier), DitherFile.encode(model(), tier).bytes());
        }
    }
}
