package dither.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.kernel.Memory;
import dither.quant.DiffQ.Bits;
import dither.quant.DiffQ.NoiseKind;
import dither.quant.stored.QuantizedTensor;
import dither.quant.stored.SizeFormula;
import dither.quant.tensor.NoiseSchedule;
import dither.quant.tensor.Selection;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiffQTest {
    private static final int N = 48;

    private static DiffQ.Tensor tensor(DiffQ method, String name, long length) {
        return new DiffQ.Tensor(method, name, length, new SizeControl(method, 0));
    }

    /** Each copy changes the one setting that it names; a shadowed name once made the logit rate the noise rate, too. */
    @Test
    void copiesChangeOneSettingEach() {
        DiffQ method = new DiffQ(5, 8);
        List<DiffQ> copies = List.of(
                method.withPenalty(3),
                method.withGroupSize(4),
                method.withBits(new Bits(3, 9, 5)),
                method.withNoise(NoiseKind.UNIFORM),
                method.withLogitRate(0.25),
                method.withParametrisation(DiffQ.Parametrisation.NOISE),
                method.withDetachedRange(),
                method.withTarget(0.5),
                method.withRate(0.25),
                method.with(NoiseSchedule.RISING));

        for (int i = 0; i < copies.size(); i++) {
            List<Object> before = values(method);
            List<Object> after = values(copies.get(i));
            for (int c = 0; c < before.size(); c++) {
                assertEquals(c != i, before.get(c).equals(after.get(c)), "copy " + i + ", component " + c);
            }
        }
    }

    private static List<Object> values(DiffQ m) {
        return List.of(
                m.penalty(),
                m.groupSize(),
                m.bits(),
                m.noise(),
                m.logitRate(),
                m.parametrisation(),
                m.detachRange(),
                m.targetMb(),
                m.rate(),
                m.schedule());
    }

    /** The surrogate of the paper, in double precision: sum c_i seen_i + penalty MB. */
    private static double loss(double[] w, double[] logits, double[] c, double[] noise, DiffQ method) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double value : w) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        int g = method.groupSize() == 0 ? w.length : method.groupSize();
        Bits bits = method.bits();
        double loss = 0;
        for (int i = 0; i < w.length; i++) {
            double b = bits.min() + (bits.max() - bits.min()) / (1 + Math.exp(-logits[i / g]));
            loss += c[i] * (w[i] + (max - min) / (Math.pow(2, b) - 1) * noise[i]);
            loss += method.penalty() * b / (1 << 23);
        }
        return loss;
    }

    @ParameterizedTest
    @CsvSource({"GAUSSIAN,8,1", "GAUSSIAN,1,1", "UNIFORM,4,1", "UNIFORM,0,1", "GAUSSIAN,16,1", "GAUSSIAN,8,0.5"})
    void gradientsAreThoseOfTheSurrogate(NoiseKind kind, int groupSize, double rate) {
        DiffQ method = new DiffQ(3e4, groupSize).withNoise(kind).withRate(rate);
        DiffQ.Tensor tensor = tensor(method, "w", N);
        MemorySegment logitMemory = tensor.own().getFirst().values();
        RandomStream stream = RandomStream.of(5);
        float[] values = new float[N];
        float[] upstream = new float[N];
        float[] drawn = new float[N];
        stream.at("w").gaussian().fill(0, values, N);
        stream.at("c").gaussian().fill(0, upstream, N);
        (kind == NoiseKind.GAUSSIAN
                        ? stream.at("noise").gaussian()
                        : stream.at("noise").uniform())
                .fill(0, drawn, N);
        float[] chosen = new float[N];
        stream.at("noise").at("share").bernoulli(rate).fill(0, chosen, N);
        double[] w = new double[N];
        double[] c = new double[N];
        double[] noise = new double[N];
        for (int i = 0; i < N; i++) {
            w[i] = values[i];
            c[i] = upstream[i];
            noise[i] = chosen[i] * (kind == NoiseKind.GAUSSIAN ? drawn[i] / 2.0 : drawn[i]);
        }
        double[] logits = new double[(int) Memory.length(logitMemory)];
        for (int s = 0; s < logits.length; s++) {
            Memory.set(logitMemory, s, (float) (-2 + 0.1 * s));
            logits[s] = Memory.get(logitMemory, s);
        }
        MemorySegment gradient = Memory.of(upstream);

        tensor.perturb(Memory.of(values), Memory.allocate(N), stream.at("noise"));
        tensor.pullBack(Memory.of(values), gradient, stream.at("noise"));

        for (int i = 0; i < N; i++) {
            double[] up = w.clone();
            double[] down = w.clone();
            up[i] += 1e-6;
            down[i] -= 1e-6;
            double expected = (loss(up, logits, c, noise, method) - loss(down, logits, c, noise, method)) / 2e-6;
            assertEquals(expected, Memory.get(gradient, i), 1e-4, "weight " + i);
        }
        MemorySegment logitGradient = tensor.own().getFirst().gradient();
        for (int s = 0; s < logits.length; s++) {
            double[] up = logits.clone();
            double[] down = logits.clone();
            up[s] += 1e-5;
            down[s] -= 1e-5;
            double expected = (loss(w, up, c, noise, method) - loss(w, down, c, noise, method)) / 2e-5;
            assertEquals(expected, Memory.get(logitGradient, s), 1e-4 * (1 + Math.abs(expected)), "logit " + s);
        }
    }

    /** The same surrogate, with the sigmoid between logarithms of steps. */
    private static double logStepLoss(double[] w, double[] logits, double[] c, double[] noise, DiffQ method) {
        double largest = Math.log(1 / (Math.pow(2, method.bits().min()) - 1));
        double smallest = Math.log(1 / (Math.pow(2, method.bits().max()) - 1));
        double[] bits = new double[logits.length];
        for (int s = 0; s < logits.length; s++) {
            double t = 1 / (1 + Math.exp(-logits[s]));
            bits[s] = Math.log(1 + 1 / Math.exp(t * smallest + (1 - t) * largest)) / Math.log(2);
        }
        int span = method.bits().max() - method.bits().min();
        double[] same = new double[logits.length];
        for (int s = 0; s < same.length; s++) { // the logit that gives these bits in the other parametrisation
            same[s] = Math.log((bits[s] - method.bits().min())
                    / (span - (bits[s] - method.bits().min())));
        }
        return loss(w, same, c, noise, method);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLogarithmicParametrisationHasItsGradient(boolean detached) {
        DiffQ method = new DiffQ(3e4, 8).withParametrisation(DiffQ.Parametrisation.NOISE);
        method = detached ? method.withDetachedRange() : method;
        DiffQ.Tensor tensor = tensor(method, "w", N);
        RandomStream stream = RandomStream.of(6);
        float[] values = new float[N];
        float[] upstream = new float[N];
        float[] drawn = new float[N];
        stream.at("w").gaussian().fill(0, values, N);
        stream.at("c").gaussian().fill(0, upstream, N);
        stream.at("noise").gaussian().fill(0, drawn, N);
        double[] w = new double[N];
        double[] c = new double[N];
        double[] noise = new double[N];
        for (int i = 0; i < N; i++) {
            w[i] = values[i];
            c[i] = upstream[i];
            noise[i] = drawn[i] / 2.0;
        }
        MemorySegment logitMemory = tensor.own().getFirst().values();
        assertEquals(8, tensor.bits(0), 1e-5);
        double[] logits = new double[(int) Memory.length(logitMemory)];
        for (int s = 0; s < logits.length; s++) {
            Memory.set(logitMemory, s, -1 + 0.3f * s);
            logits[s] = Memory.get(logitMemory, s);
        }
        MemorySegment gradient = Memory.of(upstream);

        tensor.perturb(Memory.of(values), Memory.allocate(N), stream.at("noise"));
        tensor.pullBack(Memory.of(values), gradient, stream.at("noise"));

        for (int s = 0; s < logits.length; s++) {
            double[] up = logits.clone();
            double[] down = logits.clone();
            up[s] += 1e-5;
            down[s] -= 1e-5;
            double expected = (logStepLoss(w, up, c, noise, method) - logStepLoss(w, down, c, noise, method)) / 2e-5;
            double actual = Memory.get(tensor.own().getFirst().gradient(), s);
            assertEquals(expected, actual, 1e-3 * (1e-3 + Math.abs(expected)), "logit " + s);
        }
        assertEquals(detached, Arrays.equals(upstream, Memory.toArray(gradient)), "range gradients");
    }

    @Test
    void theLogarithmicParametrisationStartsWhereTheSheetSays() {
        DiffQ method = new DiffQ(1, 8).withParametrisation(DiffQ.Parametrisation.NOISE);

        assertEquals(-0.0889459, method.initialLogit(), 1e-6);
    }

    @Test
    void aLayerWithoutGradientSaysNothingOfItsWidths() {
        DiffQ.Tensor tensor = tensor(new DiffQ(1e6, 8), "w", 16);
        MemorySegment stored = Memory.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});

        tensor.perturb(stored, Memory.allocate(16), RandomStream.of(1));
        tensor.pullBack(stored, Memory.allocate(16), RandomStream.of(1));

        assertArrayEquals(new float[2], Memory.toArray(tensor.own().getFirst().gradient()));
    }

    /** One noise sample and one set of widths for weights that have two names. */
    @Test
    void tiedTensorsAreNoisedStoredAndCountedOnce() {
        float[] values = new float[4096];
        RandomStream.of(2).gaussian().fill(0, values, values.length);
        WeightTensor owner = new WeightTensor(
                "in.weight", List.of(64L, 64L), true, Memory.of(values), Memory.allocate(values.length));
        WeightTensor tied = new WeightTensor(
                "out.weight",
                List.of(64L, 64L),
                true,
                Memory.allocate(values.length),
                Memory.allocate(values.length),
                "in.weight",
                false,
                null);
        Quantizer quantizer =
                Quantizer.of(new DiffQ(5, 8), Selection.standard(), List.of(owner, tied), RandomStream.of(1));

        quantizer.perturb(RandomStream.of(3));

        assertArrayEquals(Memory.toArray(owner.seen()), Memory.toArray(tied.seen()));
        assertEquals(1, quantizer.own().size());
        assertEquals(1, quantizer.trained().size());
        var model = quantizer.quantize();
        assertEquals(
                SizeFormula.bits(model.tensors().getFirst()) / SizeFormula.BITS_PER_MB,
                SizeFormula.megabytes(model.tensors()));
        assertArrayEquals(
                model.tensors().getFirst().dequantize(),
                model.dequantize(model.tensors().getLast()));
    }

    @ParameterizedTest
    @CsvSource({"2,15,8,-0.1541507", "3,15,8,-0.3364722", "1,10,8,1.2527630"})
    void logitsStartWhereTheInitialWidthIs(int min, int max, int initial, double expected) {
        DiffQ method = new DiffQ(1, 8).withBits(new Bits(min, max, initial));
        DiffQ.Tensor tensor = tensor(method, "w", 16);

        assertEquals(expected, Memory.get(tensor.own().getFirst().values(), 0), 1e-6);
        assertEquals(initial, tensor.bits(1), 1e-5);
    }

    @ParameterizedTest
    @EnumSource(NoiseKind.class)
    void noiseHasTheSizeOfOneStep(NoiseKind kind) {
        int n = 1 << 16;
        DiffQ method = new DiffQ(0, 0).withNoise(kind);
        float[] values = new float[n];
        values[0] = -1;
        values[1] = 1;
        MemorySegment seen = Memory.allocate(n);

        tensor(method, "w", n).perturb(Memory.of(values), seen, RandomStream.of(1));

        double squares = 0;
        for (int i = 2; i < n; i++) {
            squares += Math.pow(Memory.get(seen, i), 2);
        }
        double step = 2.0 / 255;
        double expected = kind == NoiseKind.GAUSSIAN ? step / 2 : step / Math.sqrt(12);
        assertEquals(expected, Math.sqrt(squares / n), 0.02 * expected);
    }

    @Test
    void constantTensorsStayFiniteAndExact() {
        float[] ones = new float[16];
        Arrays.fill(ones, 1);
        MemorySegment stored = Memory.of(ones);
        MemorySegment seen = Memory.allocate(16);
        MemorySegment gradient = Memory.of(ones);
        DiffQ.Tensor tensor = tensor(new DiffQ(5, 8), "w", 16);

        tensor.perturb(stored, seen, RandomStream.of(1));
        tensor.pullBack(stored, gradient, RandomStream.of(1));

        assertArrayEquals(ones, Memory.toArray(seen));
        for (float value : Memory.toArray(tensor.own().getFirst().gradient())) {
            assertTrue(Float.isFinite(value), () -> "logit gradient " + value);
        }
        assertArrayEquals(ones, tensor.quantize("w", List.of(16L), stored).dequantize());
    }

    @Test
    void widthsAreRoundedHalfToEvenAndClamped() {
        DiffQ.Tensor tensor = tensor(new DiffQ(5, 1), "w", 3);
        MemorySegment logits = tensor.own().getFirst().values();
        float[] wanted = {2.5f, 3.5f, 14.9f};
        for (int s = 0; s < 3; s++) {
            Memory.set(logits, s, (float) Math.log((wanted[s] - 2) / (15 - wanted[s])));
        }
        // Exactly half cannot be hit through a float logit: what is rounded is what bits() says.
        var stored = (QuantizedTensor.Grouped) tensor.quantize("w", List.of(3L), Memory.of(0, 1, 2));
        for (int s = 0; s < 3; s++) {
            assertEquals(Math.rint(tensor.bits(s)), stored.widths()[s]);
        }
    }

    @Test
    void groupSizesMustDivideTheTensor() {
        var failure = assertThrows(IllegalArgumentException.class, () -> tensor(new DiffQ(5, 8), "conv1.weight", 27));

        assertTrue(failure.getMessage().contains("conv1.weight")
                && failure.getMessage().contains("27"));
    }

    @Test
    void bitsNeedRoomOnBothSides() {
        assertThrows(IllegalArgumentException.class, () -> new Bits(8, 15, 8));
        assertThrows(IllegalArgumentException.class, () -> new Bits(2, 16, 8));
        assertThrows(IllegalArgumentException.class, () -> new Bits(0, 15, 8));
    }
}
