package dither.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dither.kernel.Memory;
import dither.kernel.Noise;
import dither.quant.stored.QuantizedTensor;
import dither.quant.stored.SizeFormula;
import dither.quant.tensor.OwnParameter;
import dither.quant.tensor.TensorQuantizer;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our methods against outputs of the authors' own code on random tensors. */
class GoldenTest {
    private static final double GRADIENT_TOLERANCE = 1e-5;
    private static final double SIZE_TOLERANCE = 1e-6;
    private static final RandomStream UNUSED = RandomStream.of(0);

    static Stream<Case> cases() throws IOException {
        try (InputStream in = GoldenTest.class.getResourceAsStream("/golden/diffq.json")) {
            JsonNode all = new ObjectMapper().readTree(in).get("cases");
            return StreamSupport.stream(all.spliterator(), false).map(Case::new).toList().stream();
        }
    }

    record Case(JsonNode json) {
        float[] floats(String name) {
            return GoldenTest.floats(json.get(name));
        }

        int bytesOfBias() {
            return json.get("bias_count").asInt();
        }

        DiffQ method() {
            return new DiffQ(
                            json.get("penalty").asDouble(),
                            json.get("group_size").asInt())
                    .withBits(new DiffQ.Bits(
                            json.get("min_bits").asInt(),
                            json.get("max_bits").asInt(),
                            json.get("init_bits").asInt()));
        }

        double sizeMb(QuantizedTensor tensor) {
            QuantizedTensor bias = new QuantizedTensor.Raw("bias", List.of(), new float[bytesOfBias()], true);
            return SizeFormula.megabytes(List.of(tensor, bias));
        }

        @Override
        public String toString() {
            return json.get("name").asText();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void diffQNoiseAndGradientsAgree(Case golden) {
        JsonNode expected = golden.json().get("diffq");
        float[] weights = golden.floats("weights");
        MemorySegment stored = Memory.of(weights);
        MemorySegment seen = Memory.allocate(weights.length);
        MemorySegment gradient = Memory.of(golden.floats("upstream"));
        float[] normal = floats(expected.get("standard_normal"));
        Noise noise = (start, out, count) -> System.arraycopy(normal, (int) start, out, 0, count);
        DiffQ.Tensor tensor = tensor(golden, weights.length);

        tensor.perturb(stored, seen, noise);
        tensor.pullBack(stored, gradient, noise);

        assertClose("noisy weights", floats(expected.get("noisy_weights")), Memory.toArray(seen), 1e-6);
        assertClose(
                "weight gradients", floats(expected.get("grad_weights")), Memory.toArray(gradient), GRADIENT_TOLERANCE);
        assertClose(
                "logit gradients",
                floats(expected.get("grad_logits")),
                Memory.toArray(tensor.own().getFirst().gradient()),
                GRADIENT_TOLERANCE);
        assertArrayEquals(weights, Memory.toArray(stored), "the stored weights must not change");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void diffQStoresTheSameLevelsAndSize(Case golden) {
        JsonNode expected = golden.json().get("diffq");
        float[] weights = golden.floats("weights");
        DiffQ.Tensor tensor = tensor(golden, weights.length);

        var stored = (QuantizedTensor.Grouped) tensor.quantize("w", List.of((long) weights.length), Memory.of(weights));

        assertEquals(list(expected.get("export_bits")), bytes(stored.widths()));
        assertEquals(list(expected.get("levels")), shorts(stored.levels()));
        assertArrayEquals(floats(expected.get("dequantised")), stored.dequantize());
        assertRelative("size", expected.get("true_size_mb").asDouble(), golden.sizeMb(stored), SIZE_TOLERANCE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void uniformGridAgrees(Case golden) {
        float[] weights = golden.floats("weights");
        for (JsonNode expected : golden.json().get("uniform")) {
            int bits = expected.get("bits").asInt();
            TensorQuantizer grid = new SteQat(bits).on(tensor(weights));
            MemorySegment seen = Memory.allocate(weights.length);

            grid.perturb(Memory.of(weights), seen, UNUSED);
            var stored =
                    (QuantizedTensor.Uniform) grid.quantize("w", List.of((long) weights.length), Memory.of(weights));

            assertEquals(list(expected.get("levels")), shorts(stored.levels()), bits + " bits");
            assertArrayEquals(floats(expected.get("dequantised")), stored.dequantize(), bits + " bits, stored");
            assertArrayEquals(floats(expected.get("dequantised")), Memory.toArray(seen), bits + " bits, seen");
            assertRelative("size", expected.get("size_mb").asDouble(), golden.sizeMb(stored), SIZE_TOLERANCE);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void lsqAgrees(Case golden) {
        float[] weights = golden.floats("weights");
        for (JsonNode expected : golden.json().get("lsq")) {
            int bits = expected.get("bits").asInt();
            MemorySegment stored = Memory.of(weights);
            MemorySegment seen = Memory.allocate(weights.length);
            MemorySegment gradient = Memory.of(golden.floats("upstream"));
            TensorQuantizer tensor = new Lsq(bits, Lsq.InitialStep.DIFFQ_CODE, 0).on(tensor(weights), false);
            OwnParameter step = tensor.own().getFirst();
            assertRelative(
                    "initial step",
                    expected.get("reference_initial_step").asDouble(),
                    Memory.get(step.values(), 0),
                    GRADIENT_TOLERANCE);
            Memory.set(step.values(), 0, (float) expected.get("step").asDouble());

            tensor.perturb(stored, seen, UNUSED);
            tensor.pullBack(stored, gradient, UNUSED);
            var quantized = (QuantizedTensor.Symmetric) tensor.quantize("w", List.of((long) weights.length), stored);

            assertArrayEquals(floats(expected.get("quantised")), Memory.toArray(seen), bits + " bits, seen");
            assertEquals(list(expected.get("levels")), shorts(quantized.levels()), bits + " bits");
            assertArrayEquals(floats(expected.get("quantised")), quantized.dequantize(), bits + " bits, stored");
            assertClose(
                    "weight gradients",
                    floats(expected.get("grad_weights")),
                    Memory.toArray(gradient),
                    GRADIENT_TOLERANCE);
            StepGradient exact = StepGradient.of(weights, golden.floats("upstream"), bits, expected);
            double actual = Memory.get(step.gradient(), 0);
            assertRelative(bits + " bits, step gradient", exact.value(), actual, GRADIENT_TOLERANCE);
            // The authors' single-precision sums of opposite sign cancel, so theirs is exact only relative to those.
            assertEquals(
                    expected.get("grad_step").asDouble(),
                    actual,
                    GRADIENT_TOLERANCE * exact.cancelling(),
                    bits + " bits");
            assertRelative("size", expected.get("size_mb").asDouble(), golden.sizeMb(quantized), SIZE_TOLERANCE);
        }
    }

    /**
     * Equation 3 of the LSQ paper in double precision.
     *
     * @param cancelling sum of the magnitudes that cancel in it
     */
    private record StepGradient(double value, double cancelling) {
        static StepGradient of(float[] weights, float[] upstream, int bits, JsonNode expected) {
            float step = (float) expected.get("step").asDouble();
            int high = (1 << bits - 1) - 1;
            double scale = 1 / Math.sqrt((double) weights.length * high);
            double sum = 0;
            double magnitudes = 0;
            for (int i = 0; i < weights.length; i++) {
                float v = weights[i] / step;
                double level = Math.rint(Math.clamp(v, -high - 1, high));
                boolean inside = v >= -high - 1 && v <= high;
                sum += upstream[i] * (inside ? level - v : level);
                magnitudes += Math.abs(upstream[i] * level);
            }
            return new StepGradient(scale * sum, scale * magnitudes);
        }
    }

    private static WeightTensor tensor(float[] weights) {
        return new WeightTensor("w", List.of((long) weights.length), true, Memory.of(weights), Memory.allocate(0));
    }

    private static DiffQ.Tensor tensor(Case golden, int length) {
        DiffQ.Tensor tensor = new DiffQ.Tensor(golden.method(), "w", length, new SizeControl(golden.method(), 0));
        float[] logits = floats(golden.json().get("diffq").get("logits"));
        MemorySegment own = tensor.own().getFirst().values();
        for (int s = 0; s < logits.length; s++) {
            Memory.set(own, s, logits[s]);
        }
        return tensor;
    }

    /** Relative to the largest element: single elements may cancel. */
    private static void assertClose(String what, float[] expected, float[] actual, double tolerance) {
        assertEquals(expected.length, actual.length, what);
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance * largest, what + ", element " + i);
        }
    }

    private static void assertRelative(String what, double expected, double actual, double tolerance) {
        assertTrue(
                Math.abs(expected - actual) <= tolerance * Math.abs(expected),
                () -> what + ": expected " + expected + ", was " + actual);
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }

    private static List<Integer> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
    }

    private static List<Integer> bytes(byte[] values) {
        Integer[] all = new Integer[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (int) values[i];
        }
        return List.of(all);
    }

    private static List<Integer> shorts(short[] values) {
        Integer[] all = new Integer[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (int) values[i];
        }
        return List.of(all);
    }
}
