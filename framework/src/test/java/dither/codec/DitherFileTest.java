package dither.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.codec.entropy.Tier;
import dither.quant.stored.Centroids;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DitherFileTest {

    private static QuantizedModel model(Random random) {
        List<QuantizedTensor> tensors = new ArrayList<>();
        int bits = 1 + random.nextInt(15);
        int groups = 1 + random.nextInt(40);
        int groupSize = 1 + random.nextInt(20);
        byte[] widths = new byte[groups];
        short[] grouped = new short[groups * groupSize];
        for (int s = 0; s < groups; s++) {
            widths[s] = (byte) (2 + random.nextInt(14));
            for (int i = 0; i < groupSize; i++) {
                grouped[s * groupSize + i] = (short) random.nextInt(1 << widths[s]);
            }
        }
        int n = random.nextInt(300);
        short[] levels = new short[n];
        short[] signed = new short[n];
        float[] floats = new float[n];
        for (int i = 0; i < n; i++) {
            levels[i] = (short) random.nextInt(1 << bits);
            signed[i] = (short) (levels[i] - (1 << bits - 1));
            floats[i] = random.nextFloat();
        }
        List<Long> shape = List.of((long) n);
        tensors.add(new QuantizedTensor.Uniform("a.weight", shape, bits, levels, -1.5f, 2.25f));
        tensors.add(new QuantizedTensor.Grouped(
                "b.weight", List.of((long) groups, (long) groupSize), groupSize, 2, widths, grouped, -0.3f, 0.9f));
        tensors.add(new QuantizedTensor.Symmetric("c.weight", shape, bits, signed, 0.01f, 0));
        tensors.add(new QuantizedTensor.Symmetric("c2.weight", shape, bits, signed, 0.01f, -0.3f));
        tensors.add(new QuantizedTensor.Affine(
                "d.weight", shape, bits, levels, new float[] {0.02f}, new int[] {(1 << bits) - 1}));
        tensors.add(channels(random, bits));
        tensors.add(product(random, false));
        tensors.add(product(random, true));
        tensors.add(new QuantizedTensor.Tied("p3.weight", List.of(4L, 6L), "p.int8.true"));
        tensors.add(new QuantizedTensor.Half("h.bias", shape, QuantizedTensor.Half.round("h.bias", floats)));
        tensors.add(new QuantizedTensor.Raw("e.bias", shape, floats, true));
        tensors.add(new QuantizedTensor.Raw("e.mean", shape, floats, false));
        return new QuantizedModel(Map.of("model", "test", "überschrift", "ja"), tensors);
    }

    private static QuantizedTensor channels(Random random, int bits) {
        short[] levels = new short[12];
        float[] scale = new float[3];
        int[] zero = new int[3];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (short) random.nextInt(1 << bits);
            scale[i % 3] = random.nextFloat();
            zero[i % 3] = random.nextInt(1 << bits);
        }
        return new QuantizedTensor.Affine("k.weight", List.of(3L, 4L), bits, levels, scale, zero);
    }

    private static QuantizedTensor product(Random random, boolean int8) {
        int indexBits = random.nextInt(4);
        short[] numbers = new short[2 << indexBits];
        short[] index = new short[12];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = int8 ? (short) random.nextInt(256) : Float.floatToFloat16(random.nextFloat());
        }
        for (int j = 0; j < index.length; j++) {
            index[j] = (short) random.nextInt(1 << indexBits);
        }
        var centroids = int8 ? new Centroids.Int8(numbers, 0.1f, 7) : new Centroids.Half(numbers);
        return new QuantizedTensor.Product("p.int8." + int8, List.of(4L, 6L), 2, centroids, index);
    }

    @RepeatedTest(100)
    void readingWhatWasWrittenGivesItBack(RepetitionInfo info) throws IOException {
        long seed = info.getCurrentRepetition();
        QuantizedModel model = model(new Random(seed));

        Tier tier = Tier.values()[(int) seed % 3];
        DitherFile.Encoded encoded = DitherFile.encode(model, tier);
        QuantizedModel read = DitherFile.decode(encoded.bytes());

        assertEquals(model.metadata(), read.metadata(), () -> "seed " + seed);
        for (int t = 0; t < model.tensors().size(); t++) {
            QuantizedTensor expected = model.tensors().get(t);
            QuantizedTensor actual = read.tensors().get(t);
            assertEquals(expected.getClass(), actual.getClass(), () -> "seed " + seed);
            assertEquals(expected.name(), actual.name());
            assertEquals(expected.shape(), actual.shape());
            assertArrayEquals(expected.widths(), actual.widths());
            assertArrayEquals(
                    model.dequantize(expected), read.dequantize(actual), () -> "seed " + seed + ", " + expected.name());
        }
        assertArrayEquals(encoded.bytes(), DitherFile.encode(read, tier).bytes(), () -> "seed " + seed);
    }

    @Test
    void bytesOfTensorsAndPrefixAddUpToTheFile() {
        DitherFile.Encoded encoded = DitherFile.encode(model(new Random(1)), Tier.FAST);
        long tensors = encoded.perTensor().stream().mapToLong(Long::longValue).sum();

        long rest = encoded.bytes().length - tensors;

        assertTrue(rest >= DitherFile.PREFIX_BYTES && rest < 100, () -> "rest of " + rest);
    }

    @Test
    void everyFlippedByteIsNoticed() {
        byte[] good = DitherFile.encode(model(new Random(2)), Tier.SMALL).bytes();
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x10;
            int at = i;
            assertThrows(FormatException.class, () -> DitherFile.decode(bad), () -> "byte " + at);
        }
    }

    @Test
    void everyCutIsNoticed() {
        byte[] good = DitherFile.encode(model(new Random(3)), Tier.SMALL).bytes();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThrows(FormatException.class, () -> DitherFile.decode(cut), "length " + length);
        }
    }

    @Test
    void complaintsNameTheFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("broken.dither");
        Files.writeString(file, "not a model, but long enough to have a prefix of forty bytes");

        FormatException failure = assertThrows(FormatException.class, () -> DitherFile.read(file));

        assertTrue(failure.getMessage().startsWith(file.toString()), failure.getMessage());
    }

    @Test
    void aTensorIsReadWithoutTheOthers() throws IOException {
        byte[] file = DitherFile.encode(model(new Random(2)), Tier.SMALL).bytes();
        file[file.length - 1] ^= 1; // in the section of the last tensor

        try (DitherReader reader = DitherReader.of(file, 1 << 30)) {
            assertEquals("c.weight", reader.tensor("c.weight").name());
            assertThrows(FormatException.class, () -> reader.tensor("e.mean"));
            assertThrows(FormatException.class, reader::model);
        }
    }

    @Test
    void sectionsThatDoNotFitIntoMemoryWaitInAFile(@TempDir Path folder) throws IOException {
        QuantizedModel model = model(new Random(7));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        try (DitherWriter writer = new DitherWriter(model.metadata(), Tier.FAST, folder.resolve("m.dither"), 10)) {
            for (QuantizedTensor tensor : model.tensors()) {
                writer.add(tensor);
            }
            try (var files = Files.list(folder)) {
                assertEquals(1, files.count(), "files that wait");
            }
            writer.writeTo(out);
        }

        assertArrayEquals(DitherFile.encode(model, Tier.FAST).bytes(), out.toByteArray());
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count(), "files that are left");
        }
    }

    @Test
    void whatTheFormatCannotHoldIsRefusedBeforeItIsWritten(@TempDir Path folder) throws IOException {
        var small = new QuantizedTensor.Raw("t", List.of(), new float[1], true);
        try (DitherWriter writer = new DitherWriter(Map.of(), Tier.FAST, folder.resolve("m.dither"))) {
            writer.add(small);
            assertThrows(IllegalArgumentException.class, () -> writer.add(small), "a second of one name");
            var vast = new QuantizedTensor.Raw("vast", List.of(0L, 5_000_000_000L), new float[0], true);
            assertThrows(IllegalArgumentException.class, () -> writer.add(vast));
            for (int t = 1; t < DitherFile.MOST_TENSORS; t++) {
                writer.add(new QuantizedTensor.Raw("t" + t, List.of(), new float[1], true));
            }
            var many = new QuantizedTensor.Raw("more", List.of(), new float[1], true);
            assertThrows(IllegalArgumentException.class, () -> writer.add(many));
        }
        try (DitherWriter writer = new DitherWriter(Map.of(), Tier.FAST, folder.resolve("m.dither"))) {
            assertThrows(IllegalArgumentException.class, () -> {
                for (int t = 0; t < 20_000; t++) {
                    String name = "x".repeat(1000) + t;
                    writer.add(new QuantizedTensor.Raw(name, List.of(), new float[1], true));
                }
            });
        }
        Map<String, String> notes = new HashMap<>();
        for (int i = 0; i <= DitherFile.MOST_METADATA; i++) {
            notes.put("note" + i, "");
        }
        QuantizedModel noted = new QuantizedModel(notes, List.of());
        assertThrows(IllegalArgumentException.class, () -> DitherFile.encode(noted, Tier.FAST));
    }

    @Test
    void threadsMayShareAReader() throws IOException {
        QuantizedModel model = GoldenFilesTest.model();
        byte[] file = DitherFile.encode(model, Tier.SMALL).bytes();
        try (DitherReader reader = DitherReader.of(file, 1 << 30)) {
            Map<String, float[]> read = new ConcurrentHashMap<>();
            reader.shapes().keySet().parallelStream().forEach(name -> {
                try {
                    read.put(name, reader.tensor(reader.owner(name)).dequantize());
                } catch (FormatException bad) {
                    throw new IllegalStateException(bad);
                }
            });
            for (QuantizedTensor tensor : model.tensors()) {
                assertArrayEquals(model.dequantize(tensor), read.get(tensor.name()), tensor.name());
            }
        }
    }

    static byte[] golden(String name) throws IOException {
        try (var in = DitherFileTest.class.getResourceAsStream("/golden/" + name)) {
            return in.readAllBytes();
        }
    }

    @Test
    void aFileOfTheFirstVersionStaysReadable() throws IOException {
        QuantizedModel read = DitherFile.decode(golden("version-1.0.dither"));

        assertEquals("golden", read.metadata().get("model"));
        assertArrayEquals(new float[] {-1, 0, 1, 2}, read.tensors().get(0).dequantize());
        assertArrayEquals(new float[] {-0.5f, 0, 0.25f}, read.tensors().get(1).dequantize());
    }

    @Test
    void filesOfAllVersionsWithEveryKindStayReadable() throws IOException {
        QuantizedModel read = DitherFile.decode(golden("version-1.1.dither"));

        Map<String, float[]> floats = new HashMap<>();
        read.tensors().forEach(tensor -> floats.put(tensor.name(), read.dequantize(tensor)));
        assertEquals(12, floats.size());
        float[] uniform = {-1, 0, 1, 2, 2, 1, 0, -1, 0, 1, 1, 0};
        assertArrayEquals(uniform, floats.get("u"), 1e-6f);
        assertArrayEquals(floats.get("u"), floats.get("t"));
        float[] grouped = {0, 1 / 3f, 2 / 3f, 1, 3 / 7f, 2 / 7f, 1 / 7f, 0, 1 / 3f, 2 / 3f, 2 / 3f, 1 / 3f};
        assertArrayEquals(grouped, floats.get("g"), 1e-6f);
        assertArrayEquals(new float[] {-1, -0.5f, 0, 0.5f, 0.5f, 0, -0.5f, -1, -0.5f, 0, 0, -0.5f}, floats.get("s"));
        assertArrayEquals(
                new float[] {-0.75f, -0.25f, 0.25f, 0.75f, 0.75f, 0.25f, -0.25f, -0.75f, -0.25f, 0.25f, 0.25f, -0.25f},
                floats.get("o"));
        assertArrayEquals(new float[] {-0.5f, 0, 0.5f, 1, 1, 0.5f, 0, -0.5f, 0, 0.5f, 0.5f, 0}, floats.get("a"));
        assertArrayEquals(new float[] {0, 0.5f, 1, 1.5f, 2, 1, 0, -1, -2, 0, 0, -2}, floats.get("c"));
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 6, 7, 2, 3}, floats.get("p"));
        assertArrayEquals(new float[] {-0.5f, 0, 0.5f, 127, 0.5f, 127, -0.5f, 0, 0.5f, 127, -0.5f, 0}, floats.get("q"));
        assertArrayEquals(new float[] {0.5f, -2}, floats.get("h"));
        assertArrayEquals(new float[] {0.1f, -3}, floats.get("r"));
        assertArrayEquals(new float[] {7}, floats.get("m"));
    }
}
