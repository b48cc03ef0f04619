package dither.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.kernel.Memory;
import dither.quant.grid.MinMaxGrid;
import dither.quant.grid.Observer;
import dither.quant.grid.RoundingGrid;
import dither.quant.pq.BlockSizes;
import dither.quant.stored.QuantizedTensor;
import dither.quant.stored.SizeFormula;
import dither.quant.tensor.Selection;
import dither.quant.tensor.TrainingStep;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every method on any tensor. */
class PropertiesTest {
    private static final Selection EVERYTHING = new Selection(0, List.of());

    /** A tensor and what to call it in messages. */
    record Sample(String name, float[] values) {
        @Override
        public String toString() {
            return name;
        }

        WeightTensor tensor() {
            long columns = values.length % 4 == 0 ? 4 : 1;
            return new WeightTensor(
                    "layer.weight",
                    List.of(values.length / columns, columns),
                    true,
                    Memory.of(values),
                    Memory.allocate(values.length));
        }

        float range() {
            return max() - min();
        }

        float min() {
            float min = Float.POSITIVE_INFINITY;
            for (float value : values) {
                min = Math.min(min, value);
            }
            return min;
        }

        float max() {
            float max = Float.NEGATIVE_INFINITY;
            for (float value : values) {
                max = Math.max(max, value);
            }
            return max;
        }
    }

    static Stream<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (int size : List.of(1, 2, 3, 4, 17, 64, 1000, 4096, 100_000)) {
            float[] normal = new float[size];
            RandomStream.of(size).gaussian().fill(0, normal, size);
            samples.add(new Sample("normal of " + size, normal));
        }
        for (double scale : List.of(1e-42, 1e-38, 1e-20, 1e20, 1e37)) {
            float[] scaled = new float[1000];
            RandomStream.of(1).uniform().fill(0, scaled, 1000);
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] = (float) (scaled[i] * scale);
            }
            samples.add(new Sample("uniform times " + scale, scaled));
        }
        for (float constant : new float[] {0, 1, -3.7f, 1e-30f}) {
            float[] same = new float[64];
            Arrays.fill(same, constant);
            samples.add(new Sample("constant " + constant, same));
        }
        float[] outlier = new float[1000];
        RandomStream.of(2).gaussian().fill(0, outlier, 1000);
        outlier[7] = 1e6f;
        samples.add(new Sample("an outlier", outlier));
        return samples.stream();
    }

    static List<Method> methods() {
        RoundingGrid histogram =
                new RoundingGrid(RoundingGrid.Kind.AFFINE, RoundingGrid.Granularity.TENSOR, new Observer.Histogram(10));
        RoundingGrid average = new RoundingGrid(
                RoundingGrid.Kind.SYMMETRIC, RoundingGrid.Granularity.CHANNEL, new Observer.MovingAverage(0.1));
        return List.of(
                new PostTraining(1),
                new PostTraining(5),
                new PostTraining(15),
                new SteQat(3),
                new SteQat(4, RoundingGrid.affine()),
                new SteQat(4, RoundingGrid.symmetricPerChannel()),
                new SteQat(4, histogram),
                new SteQat(4, average),
                new Lsq(4),
                new LsqPlus(4, 8, true),
                new DiffQ(5, 1),
                new DiffQ(5, 0),
                new QuantNoise(4, 0.5),
                new Pq(BlockSizes.small(), 256),
                new Ipq(BlockSizes.small(), 16),
                PqNoise.proxy(0.3, BlockSizes.small()),
                new PqNoise(0.3, BlockSizes.small(), 16, PqNoise.Replacement.MEAN, PqNoise.Draw.CLUSTERS, false));
    }

    private static boolean takes(Method method, Sample sample) {
        boolean blocks = method instanceof Pq || method instanceof Ipq || method instanceof PqNoise;
        // Blocks of 4 need rows of 4; centroids are 16-bit floats, which hold neither 1e6 nor 1e-20.
        return !blocks || sample.values.length % 4 == 0 && sample.max() < 6e4 && sample.min() > -6e4;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsStoredIsFiniteAndStableAndTheStoredWeightsAreNotTouched(Sample sample) {
        for (Method method : methods()) {
            if (!takes(method, sample)) {
                continue;
            }
            String name = method.label() + " on " + sample;
            Quantizer quantizer = Quantizer.of(method, EVERYTHING, List.of(sample.tensor()), RandomStream.of(1));
            for (int step = 0; step < 10 && !method.afterTraining(); step++) {
                quantizer.begin(new TrainingStep(step, 10, 5));
                quantizer.perturb(RandomStream.of(step));
                quantizer.pullBack(RandomStream.of(step));
            }
            assertArrayEquals(sample.values, Memory.toArray(quantizer.stored().getFirst()), name);

            QuantizedTensor stored = quantizer.quantize().tensors().getFirst();

            for (float value : stored.dequantize()) {
                assertTrue(Float.isFinite(value), name + " gives " + value);
            }
            levels(stored, name);
            assertTrue(SizeFormula.bits(stored) > 0, name);
        }
    }

    private static void levels(QuantizedTensor stored, String name) {
        switch (stored) {
            case QuantizedTensor.Uniform t -> inRange(t.levels(), 0, (1 << t.bits()) - 1, name);
            case QuantizedTensor.Affine t -> inRange(t.levels(), 0, (1 << t.bits()) - 1, name);
            case QuantizedTensor.Symmetric t ->
                inRange(t.levels(), -(1 << t.bits() - 1), (1 << t.bits() - 1) - 1, name);
            case QuantizedTensor.Product t -> inRange(t.index(), 0, t.size() - 1, name);
            case QuantizedTensor.Grouped t -> {
                for (int i = 0; i < t.length(); i++) {
                    int top = (1 << t.widths()[i / t.groupSize()]) - 1;
                    assertTrue(t.levels()[i] >= 0 && t.levels()[i] <= top, name);
                }
            }
            case QuantizedTensor.Raw _, QuantizedTensor.Half _, QuantizedTensor.Tied _ ->
                throw new AssertionError(name + " was not quantised");
        }
    }

    private static void inRange(short[] levels, int low, int high, String name) {
        for (short level : levels) {
            assertTrue(level >= low && level <= high, name + " has level " + level);
        }
    }

    /** Half a step, and what single precision adds: a few units in the last place of the largest number. */
    @ParameterizedTest
    @MethodSource("samples")
    void minMaxGridsAreWithinHalfAStep(Sample sample) {
        float largest = Math.max(Math.abs(sample.min()), Math.abs(sample.max()));
        for (int bits : List.of(1, 2, 4, 8, 12)) {
            double step = (double) sample.range() / ((1 << bits) - 1);
            near(sample, new PostTraining(bits), step / 2 + 4 * Math.ulp(largest));
        }
    }

    /** What a grid can represent it represents within half a step; the rest is clipped to its nearest end. */
    @ParameterizedTest
    @MethodSource("samples")
    void everyGridIsWithinHalfAStepOfWhatItCanRepresent(Sample sample) {
        for (Method method : methods()) {
            if (!takes(method, sample)) {
                continue;
            }
            QuantizedTensor stored = stored(method, sample);
            float[] restored = stored.dequantize();
            for (int i = 0; i < restored.length; i++) {
                double[] ends = ends(stored, i); // lowest, highest, step
                if (ends == null) {
                    continue;
                }
                double v = Math.clamp(sample.values[i], Math.min(ends[0], ends[1]), Math.max(ends[0], ends[1]));
                double most =
                        ends[2] / 2 * (1 + 1e-5) + 4 * Math.ulp((float) Math.max(Math.abs(ends[0]), Math.abs(ends[1])));
                double error = Math.abs(restored[i] - v);
                int at = i;
                assertTrue(
                        error <= most,
                        () -> method.label() + " on " + sample + ": " + error + " at " + at + ", not " + most);
            }
        }
    }

    private static double[] ends(QuantizedTensor stored, int i) {
        return switch (stored) {
            case QuantizedTensor.Uniform t ->
                new double[] {t.min(), t.max(), ((double) t.max() - t.min()) / ((1 << t.bits()) - 1)};
            case QuantizedTensor.Grouped t ->
                new double[] {
                    t.min(), t.max(), ((double) t.max() - t.min()) / ((1 << t.widths()[i / t.groupSize()]) - 1)
                };
            case QuantizedTensor.Symmetric t ->
                new double[] {
                    -(1 << t.bits() - 1) * (double) t.step() + t.offset(),
                    ((1 << t.bits() - 1) - 1) * (double) t.step() + t.offset(),
                    t.step()
                };
            case QuantizedTensor.Affine t -> {
                int c = i / (t.length() / t.scale().length);
                double s = t.scale()[c];
                yield new double[] {-s * t.zeroPoint()[c], s * ((1 << t.bits()) - 1 - t.zeroPoint()[c]), s};
            }
            default -> null; // blocks have no steps
        };
    }

    private static void near(Sample sample, Method method, double most) {
        float[] restored = stored(method, sample).dequantize();
        for (int i = 0; i < restored.length; i++) {
            double error = Math.abs((double) restored[i] - sample.values[i]);
            assertTrue(error <= most, method.label() + " on " + sample + ": " + error + " at " + i + ", not " + most);
        }
    }

    private static QuantizedTensor stored(Method method, Sample sample) {
        return Quantizer.of(method, EVERYTHING, List.of(sample.tensor()), RandomStream.of(1))
                .quantize()
                .tensors()
                .getFirst();
    }

    private static QuantizedTensor.Uniform onMinMaxGrid(float[] values, int bits) {
        MinMaxGrid grid = MinMaxGrid.of(Memory.of(values), bits);
        return grid.quantize("w", List.of((long) values.length), grid.levels(Memory.of(values)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void roundingTwiceIsRoundingOnce(Sample sample) {
        for (int bits : List.of(1, 2, 4, 8)) {
            QuantizedTensor.Uniform once = onMinMaxGrid(sample.values, bits);
            QuantizedTensor.Uniform twice = onMinMaxGrid(once.dequantize(), bits);

            assertArrayEquals(once.levels(), twice.levels(), bits + " bits on " + sample);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 0})
    void moreBitsAreLargerAndNearer(int groupSize) {
        float[] values = new float[4096];
        RandomStream.of(8).gaussian().fill(0, values, values.length);
        Sample sample = new Sample("normal", values);
        double size = 0;
        double error = Double.POSITIVE_INFINITY;
        for (int bits = 1; bits <= 15; bits++) {
            int groups = groupSize == 0 ? 1 : values.length / groupSize;
            Method method =
                    new GivenWidths(List.of(new GivenWidths.Widths("layer.weight", Collections.nCopies(groups, bits))));
            QuantizedTensor stored = stored(method, sample);
            double squares = 0;
            float[] restored = stored.dequantize();
            for (int i = 0; i < restored.length; i++) {
                squares += Math.pow(restored[i] - values[i], 2);
            }
            assertTrue(SizeFormula.bits(stored) > size, bits + " bits");
            assertTrue(squares < error, bits + " bits");
            size = SizeFormula.bits(stored);
            error = squares;
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void numbersThatAreNoneEndWithTheTensorsName(float bad) {
        float[] values = new float[64];
        values[13] = bad;
        for (Method method : methods()) {
            var failure = assertThrows(
                    IllegalArgumentException.class, () -> stored(method, new Sample("bad", values)), method.label());
            assertTrue(failure.getMessage().contains("layer.weight"), failure.getMessage());
            assertTrue(failure.getMessage().contains("13"), failure.getMessage());
        }
    }

    @Test
    void aRangeThatNoFloatHoldsIsRefusedByName() {
        for (Method method : List.of(new PostTraining(4), new SteQat(4, RoundingGrid.affine()))) {
            var failure = assertThrows(
                    IllegalArgumentException.class,
                    () -> stored(method, new Sample("huge", new float[] {-3e38f, 0, 1, 3e38f})));
            assertTrue(failure.getMessage().contains("layer.weight"), failure.getMessage());
        }
    }

    @Test
    void theRestMayBeStoredAsSixteenBitFloats() {
        float[] values = {0.1f, -2.00048828125f, 70_000, 1e-9f};
        WeightTensor small =
                new WeightTensor("norm.bias", List.of(3L), true, Memory.of(0.1f, -2, 3), Memory.allocate(3));
        Sample sample = new Sample("w", new float[64]);
        sample.values[3] = 1;
        Selection selection = new Selection(0, List.of("bias")).withFloat16();

        var tensors = Quantizer.of(new SteQat(4), selection, List.of(sample.tensor(), small), RandomStream.of(1))
                .quantize()
                .tensors();

        assertEquals(16.0 * 3, SizeFormula.bits(tensors.getLast()));
        assertEquals(0.1f, tensors.getLast().dequantize()[0], 1e-4f);
        assertThrows(IllegalArgumentException.class, () -> QuantizedTensor.Half.round("norm.bias", values));
    }
}
