package dither.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.kernel.Memory;
import dither.quant.grid.MinMaxGrid;
import dither.quant.grid.Observer;
import dither.quant.grid.RoundingGrid;
import dither.quant.stored.QuantizedTensor;
import dither.quant.tensor.NoiseSchedule;
import dither.quant.tensor.Selection;
import dither.quant.tensor.TensorQuantizer;
import dither.quant.tensor.TrainingStep;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizersTest {
    private static final int N = 4000;

    private static float[] weights() {
        float[] values = new float[N];
        RandomStream.of(11).gaussian().fill(0, values, N);
        return values;
    }

    private static WeightTensor tensor(float... values) {
        return new WeightTensor(
                "layer.weight", List.of((long) values.length), true, Memory.of(values), Memory.allocate(values.length));
    }

    private static WeightTensor tensor() {
        return new WeightTensor("layer.weight", List.of(40L, 100L), true, Memory.of(weights()), Memory.allocate(N));
    }

    static Stream<Method> methods() {
        return Stream.of(
                new Method.Float32(),
                new PostTraining(4),
                new SteQat(3),
                new Lsq(4),
                new DiffQ(5, 8),
                new QuantNoise(4, 0.3));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void storedWeightsSurviveManyForwards(Method method) {
        Quantizer quantizer = Quantizer.of(method, Selection.standard(), List.of(tensor()), RandomStream.of(0));
        for (int step = 0; step < 20; step++) {
            quantizer.perturb(RandomStream.of(step));
        }
        assertArrayEquals(weights(), Memory.toArray(quantizer.stored().getFirst()), method.label());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void quantisedValuesAreNear(Method method) {
        QuantizedTensor stored = Quantizer.of(method, Selection.standard(), List.of(tensor()), RandomStream.of(0))
                .quantize()
                .tensors()
                .getFirst();
        float[] restored = stored.dequantize();
        // A normal sample of 4,000 spans about 7.5; LSQ clips its tails.
        double most = method instanceof Method.Float32 ? 0 : method instanceof Lsq ? 1.5 : 7.6 / 7 / 2;
        for (int i = 0; i < N; i++) {
            assertEquals(weights()[i], restored[i], most, method.label() + ", element " + i);
        }
    }

    @Test
    void straightThroughLeavesGradientsAlone() {
        WeightTensor tensor = tensor();
        tensor.gradient().copyFrom(Memory.of(weights()));
        Quantizer quantizer = Quantizer.of(new SteQat(2), Selection.standard(), List.of(tensor), RandomStream.of(0));

        quantizer.perturb(RandomStream.of(1));
        quantizer.pullBack(RandomStream.of(1));

        assertArrayEquals(weights(), Memory.toArray(tensor.gradient()));
    }

    @Test
    void zeroIsExactOnTheIntegerGrid() {
        for (float[] values : List.of(new float[] {0, 1, 3}, new float[] {-2, 0, 5}, new float[] {-4, -1, 0})) {
            var stored = (QuantizedTensor.Affine)
                    new QuantNoise(4, 1).on(tensor(values)).quantize("w", List.of(3L), Memory.of(values));
            float[] restored = stored.dequantize();
            for (int i = 0; i < 3; i++) {
                if (values[i] == 0) {
                    assertEquals(0, restored[i]);
                }
            }
            assertTrue(stored.zeroPoint()[0] >= 0 && stored.zeroPoint()[0] <= 15);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 1})
    void theRateIsTheShareThatIsQuantised(double rate) {
        MemorySegment stored = Memory.of(weights());
        MemorySegment seen = Memory.allocate(N);
        TensorQuantizer tensor = new QuantNoise(4, rate).on(tensor());
        float[] all = tensor.quantize("w", List.of((long) N), stored).dequantize();

        tensor.perturb(stored, seen, RandomStream.of(3));

        int quantised = 0;
        for (int i = 0; i < N; i++) {
            quantised += Memory.get(seen, i) == all[i] ? 1 : 0;
        }
        assertEquals(rate, quantised / (double) N, 4 * Math.sqrt(rate * (1 - rate) / N) + 0.001);
    }

    /** In the middle of a training that begins or ends without noise, half of the rate is left. */
    @ParameterizedTest
    @CsvSource({"CONSTANT,0.5", "RISING,0.125", "FALLING,0.375"})
    void schedulesChangeTheShareOfWeightsThatGetNoise(NoiseSchedule schedule, double expected) {
        MemorySegment stored = Memory.of(weights());
        WeightTensor tensor = tensor();
        DiffQ diffQ = new DiffQ(1, 8).withRate(0.5).with(schedule);
        for (TensorQuantizer quantizer : List.of(
                new QuantNoise(4, 0.5).with(schedule).on(tensor),
                new DiffQ.Tensor(diffQ, "w", N, new SizeControl(diffQ, 0)))) {
            MemorySegment seen = Memory.allocate(N);
            quantizer.begin(new TrainingStep(25, 100, 10), stored);
            quantizer.perturb(stored, seen, RandomStream.of(3));

            int changed = 0;
            for (int i = 0; i < N; i++) {
                changed += Memory.get(seen, i) != Memory.get(stored, i) ? 1 : 0;
            }
            double deviation = Math.sqrt(expected * (1 - expected) / N);
            assertEquals(expected, changed / (double) N, 4 * deviation + 0.01, schedule + ", " + N + " weights");
        }
    }

    @Test
    void aRateOfZeroIsOrdinaryTraining() {
        MemorySegment seen = Memory.allocate(N);
        MemorySegment gradient = Memory.of(weights());
        TensorQuantizer tensor = new QuantNoise(4, 0).on(tensor());

        tensor.perturb(Memory.of(weights()), seen, RandomStream.of(1));
        tensor.pullBack(Memory.of(weights()), gradient, RandomStream.of(1));

        assertArrayEquals(weights(), Memory.toArray(seen));
        assertArrayEquals(weights(), Memory.toArray(gradient));
    }

    @Test
    void eachForwardDrawsAFreshMask() {
        MemorySegment stored = Memory.of(weights());
        MemorySegment first = Memory.allocate(N);
        MemorySegment second = Memory.allocate(N);
        TensorQuantizer tensor = new QuantNoise(4, 0.5).on(tensor());

        tensor.perturb(stored, first, RandomStream.of(1));
        tensor.perturb(stored, second, RandomStream.of(2));

        assertFalse(Arrays.equals(Memory.toArray(first), Memory.toArray(second)));
    }

    @Test
    void stepsStartByThePapersFormulaAndStayPositive() {
        Lsq method = new Lsq(4);
        TensorQuantizer tensor = method.on(tensor(0.1f, -0.1f, 0.1f), false);
        MemorySegment step = tensor.own().getFirst().values();
        assertEquals(0.0755929, Memory.get(step, 0), 1e-6);

        Memory.set(step, 0, -1);
        tensor.afterUpdate();

        assertTrue(Memory.get(step, 0) > 0);
    }

    @Test
    void allZeroTensorsGiveAUsableStep() {
        TensorQuantizer tensor = new Lsq(4).on(tensor(0, 0, 0), false);
        MemorySegment seen = Memory.allocate(3);

        tensor.perturb(Memory.of(0, 0, 0), seen, RandomStream.of(1));

        assertArrayEquals(new float[3], Memory.toArray(seen));
    }

    @Test
    void firstAndLastLayersKeepEightBits() {
        List<WeightTensor> tensors = new ArrayList<>();
        for (String name : List.of("stem", "middle", "classifier")) {
            tensors.add(new WeightTensor(
                    name + ".weight", List.of(40L, 100L), true, Memory.of(weights()), Memory.allocate(N)));
            tensors.add(new WeightTensor(name + ".bias", List.of(40L), true, Memory.allocate(40), Memory.allocate(40)));
        }
        for (Method method : List.of(Lsq.paper(2), new LsqPlus(2, 8, false))) {
            var stored = Quantizer.of(method, Selection.standard(), tensors, RandomStream.of(1))
                    .quantize()
                    .tensors();

            assertEquals(
                    List.of(8, 2, 8),
                    stored.stream()
                            .filter(t -> t instanceof QuantizedTensor.Symmetric)
                            .map(t -> (int) t.widths()[0])
                            .toList(),
                    method.label());
        }
    }

    @Test
    void lsqPlusStartsByThreeSigmas() {
        // mean 1, deviation 1: three sigmas reach to 4
        assertEquals(0.5, LsqPlus.initialStep(Memory.of(0, 2, 0, 2), 4), 1e-6);
    }

    @Test
    void straightThroughOnIntegersPassesEverythingWithinFreshExtremes() {
        for (RoundingGrid grid : List.of(RoundingGrid.affine(), RoundingGrid.symmetricPerChannel())) {
            for (int bits = 2; bits <= 8; bits++) {
                WeightTensor tensor = tensor();
                tensor.gradient().copyFrom(Memory.of(weights()));
                Quantizer quantizer =
                        Quantizer.of(new SteQat(bits, grid), Selection.standard(), List.of(tensor), RandomStream.of(0));

                quantizer.perturb(RandomStream.of(1));
                quantizer.pullBack(RandomStream.of(1));

                assertArrayEquals(weights(), Memory.toArray(tensor.gradient()), bits + " bits, " + grid);
            }
        }
    }

    /** The published code gives 2 hi - w here. */
    @Test
    void clippedAndNoisedWeightsAreClippedNotReflected() {
        QuantNoise method = new QuantNoise(
                4,
                1,
                new RoundingGrid(
                        RoundingGrid.Kind.AFFINE, RoundingGrid.Granularity.TENSOR, new Observer.MovingAverage(1e-6)));
        TensorQuantizer tensor = method.on(tensor(new float[4]));
        MemorySegment seen = Memory.allocate(4);
        tensor.perturb(Memory.of(-1, 0, 0.5f, 1), seen, RandomStream.of(1)); // the average starts here
        tensor.perturb(Memory.of(-1, 0, 0.5f, 3), seen, RandomStream.of(1));

        assertEquals(1, Memory.get(seen, 3), 0.1);
    }

    @Test
    void oneBitHasNoSymmetricGrid() {
        assertThrows(IllegalArgumentException.class, () -> new Lsq(1));
    }

    @ParameterizedTest
    @CsvSource({"0.01,2621,false", "0.01,2622,true", "0.1,26214,false", "0.1,26215,true", "0,1,true", "1,262144,false"})
    void selectionIsStrictlyAboveItsThreshold(double minSizeMb, long length, boolean taken) {
        assertEquals(taken, new Selection(minSizeMb, List.of()).takes("conv.weight", length));
    }

    @Test
    void patternsMatchWholeNamesAndParameters() {
        Selection selection = new Selection(0, List.of("bias", "stem.*"));

        assertFalse(selection.takes("conv.bias", 100));
        assertFalse(selection.takes("stem.weight", 100));
        assertTrue(selection.takes("conv.weight", 100));
    }

    @Test
    void aMethodWithoutTensorsIsRefused() {
        var failure = assertThrows(
                IllegalArgumentException.class,
                () -> Quantizer.of(new SteQat(4), new Selection(1, List.of()), List.of(tensor()), RandomStream.of(0)));

        assertTrue(failure.getMessage().contains("minSizeMb"), failure.getMessage());
    }

    @Test
    void goldenVectorOfTheSheetIsMet() {
        float[] w = {-0.5f, -0.2f, 0, 0.1f, 0.3f, 0.5f, 0.7f, 1};
        for (var row : List.of(
                new Object[] {new byte[] {2, 3}, new short[] {0, 1, 1, 1, 4, 5, 6, 7}},
                new Object[] {new byte[] {2, 2}, new short[] {0, 1, 1, 1, 2, 2, 2, 3}},
                new Object[] {new byte[] {4, 8}, new short[] {0, 3, 5, 6, 136, 170, 204, 255}})) {
            var stored = MinMaxGrid.quantize("w", List.of(2L, 4L), Memory.of(w), 4, 1, (byte[]) row[0]);
            assertArrayEquals((short[]) row[1], stored.levels());
        }
    }
}
