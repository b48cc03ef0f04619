package dither.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dither.codec.DitherFile;
import dither.codec.DitherReader;
import dither.interchange.NamedTensor;
import dither.interchange.Safetensors;
import dither.quant.stored.QuantizedTensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CompressTest {
    @TempDir
    private Path folder;

    private Path model;

    private record Answer(int code, String out, String err) {}

    private static Answer dither(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine program = Dither.create(List.of(), List.of());
        program.setOut(new PrintWriter(out));
        program.setErr(new PrintWriter(err));
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        return new Answer(program.execute(words), out.toString(), err.toString());
    }

    private static float[] sine(int count, double step) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) Math.sin(step * i);
        }
        return values;
    }

    @BeforeEach
    void writeModel() throws IOException {
        model = folder.resolve("model.safetensors");
        Files.write(
                model,
                Safetensors.encode(List.of(
                        NamedTensor.of("conv.weight", List.of(32L, 16L, 3L, 3L), sine(4608, 0.1)),
                        NamedTensor.of("fc.weight", List.of(40L, 72L), sine(2880, 0.37)),
                        NamedTensor.of("odd.weight", List.of(101L, 27L), sine(2727, 0.2)),
                        NamedTensor.of("fc.bias", List.of(40L), sine(40, 1)))));
    }

    @ParameterizedTest
    @CsvSource({"uniform,0.07", "diffq,0.07", "lsq,0.6", "pq,0.6"})
    void everyMethodGivesAFileThatComesBackNear(String method, double most) throws IOException {
        Path packed = folder.resolve("packed.dither");
        Path back = folder.resolve("back.safetensors");

        String sizes = method.equals("diffq") ? " --group-size 9" : method.equals("pq") ? " --block-size 9" : "";
        String words = "compress --input " + model + " --method " + method + " --bits 4 --output " + packed + sizes;
        Answer answer = dither((Object[]) words.split(" "));

        assertEquals(0, answer.code(), answer.err());
        assertEquals(0, dither("decompress", packed, "--output", back).code());
        List<NamedTensor> before = Safetensors.read(model);
        List<NamedTensor> after = Safetensors.read(back);
        for (int t = 0; t < before.size(); t++) {
            assertEquals(before.get(t).name(), after.get(t).name());
            assertEquals(before.get(t).shape(), after.get(t).shape());
            double squares = 0;
            for (int i = 0; i < before.get(t).floats().length; i++) {
                squares += Math.pow(before.get(t).floats()[i] - after.get(t).floats()[i], 2);
            }
            double error = Math.sqrt(squares / before.get(t).floats().length);
            assertTrue(error < most, method + " " + before.get(t).name() + " is " + error + " away");
        }
        assertArrayEquals(before.getLast().floats(), after.getLast().floats(), "biases stay in float");
        assertTrue(Files.size(packed) < Files.size(model) / 3, answer.out());
    }

    @Test
    void vectorsAndEmptyTensorsStayInFloat() throws IOException {
        Path in = folder.resolve("norms.safetensors");
        Files.write(
                in,
                Safetensors.encode(List.of(
                        NamedTensor.of("w.weight", List.of(64L, 64L), sine(4096, 0.1)),
                        NamedTensor.of("norm.weight", List.of(4096L), sine(4096, 1)),
                        NamedTensor.of("none", List.of(0L, 8L), new float[0]))));
        for (String method : List.of("uniform", "lsq", "pq", "diffq")) {
            Answer answer = dither("compress", in, "-m", method, "--min-size", 0, "-o", folder.resolve("n.dither"));

            assertEquals(0, answer.code(), answer.err());
            assertEquals(
                    3, DitherFile.read(folder.resolve("n.dither")).tensors().size());
        }
    }

    @Test
    void filesOfOtherKindsAreNamed() throws IOException {
        Path packed = folder.resolve("packed.dither");
        dither("compress", model, "-o", packed);
        Path torch = folder.resolve("model.pt");
        Files.write(torch, new byte[] {'P', 'K', 3, 4, 0, 0});

        assertTrue(dither("compress", packed, "-o", folder.resolve("x.dither"))
                .err()
                .contains("dither repack"));
        Answer answer = dither("compress", torch);

        assertEquals(2, answer.code());
        assertTrue(answer.err().contains("looks like a PyTorch file"), answer.err());
    }

    @Test
    void repackingKeepsEveryWeight() throws IOException {
        Path small = folder.resolve("small.dither");
        Path fast = folder.resolve("fast.dither");
        dither("compress", model, "--bits", 5, "-o", small);

        Answer answer = dither("repack", small, "--tier", "fast", "-o", fast);

        assertEquals(0, answer.code(), answer.err());
        assertTrue(Files.size(fast) > Files.size(small), answer.out());
        for (int t = 0; t < 4; t++) {
            assertArrayEquals(
                    DitherFile.read(small).tensors().get(t).dequantize(),
                    DitherFile.read(fast).tensors().get(t).dequantize());
        }
        assertTrue(dither("repack", small, "--tier", "fats", "-o", fast).err().contains("did you mean 'fast'"));
    }

    /** A file that is damaged after its index: nothing is written, nothing is left. */
    @Test
    void damageFoundOnTheWayLeavesNothingBehind() throws IOException {
        Path packed = folder.resolve("packed.dither");
        dither("compress", model, "-o", packed);
        byte[] bytes = Files.readAllBytes(packed);
        bytes[bytes.length - 1] ^= 1;
        Files.write(packed, bytes);

        Answer answer = dither("decompress", packed, "-o", folder.resolve("back.safetensors"));

        assertEquals(2, answer.code());
        assertTrue(answer.err().startsWith("dither: " + packed + " is damaged"), answer.err());
        try (var files = Files.list(folder)) {
            assertEquals(
                    List.of("model.safetensors", "packed.dither"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void blocksThatDoNotFitAreLeftInFloatAndNamed() {
        Answer answer = dither("compress", model, "--method", "pq", "--block-size", 8);

        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.out().contains("left in float") && answer.out().contains("odd.weight"), answer.out());
    }

    @Test
    void groupsThatDoNotDivideATensorLeaveItInFloat() {
        Answer answer = dither("compress", model, "--method", "diffq", "--group-size", 32);

        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.out().contains("left in float: odd.weight, whose 2727 weights"), answer.out());
        assertTrue(answer.err().contains("without --bits-from"), answer.err());
    }

    /** A model's own widths give its own grid again; what it holds in float has no widths and stays so. */
    @Test
    void widthsOfATrainedModelAreTaken() throws IOException {
        Path first = folder.resolve("first.dither");
        Path second = folder.resolve("second.dither");
        dither("compress", model, "-m", "diffq", "--bits", 5, "--group-size", 32, "-o", first);

        Answer answer = dither("compress", model, "-m", "diffq", "--bits-from", first, "-o", second);

        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.out().contains("odd.weight, of which " + first + " has no widths"), answer.out());
        assertEquals(
                DitherFile.read(first).tensors().stream()
                        .map(tensor -> List.of(tensor.name(), tensor.meanBits()))
                        .toList(),
                DitherFile.read(second).tensors().stream()
                        .map(tensor -> List.of(tensor.name(), tensor.meanBits()))
                        .toList());
    }

    @Test
    void noFileThatIsReadIsWrittenOver() throws IOException {
        Path widths = folder.resolve("widths.safetensors");
        Files.write(widths, Safetensors.encode(List.of(NamedTensor.of("fc.weight", List.of(1L), new float[] {3}))));
        byte[] before = Files.readAllBytes(widths);

        Answer answer = dither("compress", model, "-m", "diffq", "--bits-from", widths, "-o", widths);

        assertEquals(2, answer.code(), answer.out());
        assertTrue(answer.err().contains("the output would overwrite " + widths), answer.err());
        assertArrayEquals(before, Files.readAllBytes(widths));
    }

    @Test
    void notesThatAreTooLongAreLeftOutAndNamed() throws IOException {
        Path in = folder.resolve("noted.safetensors");
        NamedTensor tensor = NamedTensor.of("fc.weight", List.of(40L, 72L), sine(2880, 0.37));
        try (OutputStream out = Files.newOutputStream(in)) {
            Safetensors.write(
                    out,
                    Map.of("log", "x".repeat(1500), "author", "somebody"),
                    Map.of(tensor.name(), new Safetensors.Description(tensor.dtype(), tensor.shape())),
                    _ -> tensor,
                    _ -> {});
        }
        Path packed = folder.resolve("noted.dither");

        Answer answer = dither("compress", in, "-o", packed);

        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.out().contains("left out: the note log"), answer.out());
        try (DitherReader reader = DitherReader.open(packed)) {
            assertEquals("somebody", reader.metadata().get("author"));
        }
    }

    @Test
    void fewBlocksGetFewCentroids() throws IOException {
        Path packed = folder.resolve("packed.dither");
        Answer answer =
                dither("compress", model, "--method", "pq", "--block-size", 9, "--centroids", 4096, "-o", packed);
        assertTrue(answer.out().contains("conv.weight has 512 blocks, enough for 128"), answer.out());

        var conv = (QuantizedTensor.Product) DitherFile.read(packed).tensors().getFirst();

        assertEquals(512, conv.index().length);
        assertEquals(128, conv.size(), "the largest power of two that leaves four blocks for each centroid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"uniform", "diffq", "lsq", "pq"})
    void whatComesBackIsFinite(String method) throws IOException {
        for (float factor : new float[] {1e38f, 3.4e38f}) {
            float[] huge = sine(4096, 0.1);
            for (int i = 0; i < huge.length; i++) {
                huge[i] *= factor;
            }
            Files.write(model, Safetensors.encode(List.of(NamedTensor.of("w", List.of(64L, 64L), huge))));
            Path packed = folder.resolve("huge.dither");
            Path back = folder.resolve("back.safetensors");

            Answer answer = dither("compress", model, "-m", method, "-o", packed);

            if (answer.code() == 0) {
                assertEquals(0, dither("decompress", packed, "-o", back).code());
                for (float value : Safetensors.read(back).getFirst().floats()) {
                    assertTrue(Float.isFinite(value), method + " of weights up to " + factor + " gives " + value);
                }
            } else {
                assertEquals(2, answer.code());
                assertTrue(answer.err().contains("float"), answer.err());
            }
        }
    }

    /** The golden vectors once more, through files. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void widthsFromAFileGiveTheReferencesWeights(int number) throws IOException {
        JsonNode golden;
        try (InputStream in = CompressTest.class.getResourceAsStream("/golden/diffq.json")) {
            golden = new ObjectMapper().readTree(in).get("cases").get(number);
        }
        float[] weights = floats(golden.get("weights"));
        JsonNode expected = golden.get("diffq");
        Path in = folder.resolve("golden.safetensors");
        Path widths = folder.resolve("widths.safetensors");
        Path packed = folder.resolve("golden.dither");
        Path back = folder.resolve("back.safetensors");
        Files.write(in, Safetensors.encode(List.of(NamedTensor.of("w", List.of((long) weights.length), weights))));
        Files.write(widths, integers("w", expected.get("export_bits")));

        Answer answer =
                dither("compress", "-i", in, "-m", "diffq", "--bits-from", widths, "--min-size", 0, "-o", packed);
        dither("decompress", packed, "-o", back);

        assertEquals(0, answer.code(), answer.err());
        assertArrayEquals(
                floats(expected.get("dequantised")),
                Safetensors.read(back).getFirst().floats());
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    /** A safetensors file with one tensor of 8-bit integers. */
    private static byte[] integers(String name, JsonNode values) {
        String header = "{\"" + name + "\":{\"dtype\":\"U8\",\"shape\":[" + values.size() + "],\"data_offsets\":[0,"
                + values.size() + "]}}";
        ByteBuffer out =
                ByteBuffer.allocate(8 + header.length() + values.size()).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
        values.forEach(value -> out.put((byte) value.asInt()));
        return out.array();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--method unifrom | did you mean 'uniform'",
                "--method pq --group-size 4 | --group-size is for --method diffq",
                "--centroids 16 | --centroids is for --method pq",
                "--method pq --centroids 100 | power of two",
                "--method pq --block-size 0 | block size must be in [1, 65536]",
                "--method lsq --bits 1 | bits must be in [2, 15]",
                "--bits 16 | bits must be in [1, 15]",
                "--exclude conv.wieght | did you mean 'conv.weight'",
                "--min-size 1 | lower the minimum size",
                "--method diffq --bits-from MODEL | widths are integers"
            })
    void impossibleOptionsAreOneLineAndExitCodeTwo(String options, String complaint) {
        String[] words = ("compress " + model + " " + options.replace("MODEL", model.toString())).split(" ");

        Answer answer = dither((Object[]) words);

        assertEquals(2, answer.code(), answer.err());
        assertTrue(answer.err().contains(complaint), answer.err());
        assertEquals(1, answer.err().lines().count(), answer.err());
    }

    @Test
    void numbersThatAreNoneEndWithTheTensorsName() throws IOException {
        float[] values = sine(4000, 0.1);
        values[17] = Float.NaN;
        Files.write(model, Safetensors.encode(List.of(NamedTensor.of("bad.weight", List.of(50L, 80L), values))));
        for (String method : List.of("uniform", "diffq", "lsq", "pq")) {
            Answer answer = dither("compress", model, "--method", method);

            assertEquals(2, answer.code(), method);
            assertTrue(answer.err().contains("bad.weight") && answer.err().contains("NaN at 17"), answer.err());
        }
    }
}
