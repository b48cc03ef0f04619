package dither.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.kernel.Memory;
import dither.quant.pq.BlockSizes;
import dither.quant.stored.Centroids;
import dither.quant.stored.QuantizedTensor;
import dither.quant.tensor.Selection;
import dither.quant.tensor.TrainingStep;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PqNoiseTest {
    private static final int ROWS = 100;
    private static final int N = ROWS * 64;
    private static final int D = 8;
    private static final BlockSizes BLOCKS = BlockSizes.all(D);

    private static float[] values() {
        float[] values = new float[N];
        RandomStream.of(21).gaussian().fill(0, values, N);
        return values;
    }

    private static WeightTensor tensor() {
        return new WeightTensor("fc.weight", List.of((long) ROWS, 64L), true, Memory.of(values()), Memory.allocate(N));
    }

    private static float[] seen(PqNoise method, long step) {
        MemorySegment seen = Memory.allocate(N);
        PqNoise.Tensor tensor = method.on(tensor(), RandomStream.of(5));
        tensor.begin(new TrainingStep(0, 10, 10), Memory.of(values()));
        tensor.perturb(Memory.of(values()), seen, RandomStream.of(step));
        return Memory.toArray(seen);
    }

    private static boolean kept(float[] seen, int block) {
        return Arrays.equals(seen, block * D, (block + 1) * D, values(), block * D, (block + 1) * D);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05, 0.3, 0.99})
    void wholeBlocksAreZeroedAtTheRate(double rate) {
        float[] seen = seen(PqNoise.proxy(rate, BLOCKS), 1);
        int dropped = 0;
        for (int b = 0; b < N / D; b++) {
            if (!kept(seen, b)) {
                dropped++;
                assertArrayEquals(new float[D], Arrays.copyOfRange(seen, b * D, (b + 1) * D), "block " + b);
            }
        }
        double blocks = N / (double) D;
        assertEquals(rate, dropped / blocks, 4 * Math.sqrt(rate * (1 - rate) / blocks));
    }

    @Test
    void zerosEverywhereAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> PqNoise.proxy(1, BLOCKS));
    }

    @Test
    void scaledNoiseDividesWhatIsKept() {
        PqNoise scaled = new PqNoise(0.2, BLOCKS, 256, PqNoise.Replacement.PROXY, PqNoise.Draw.SUBVECTORS, true);
        float[] plain = seen(PqNoise.proxy(0.2, BLOCKS), 1);
        float[] divided = seen(scaled, 1);
        for (int i = 0; i < N; i++) {
            assertEquals(plain[i] * 1.25f, divided[i], 1e-6f, "weight " + i);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new PqNoise(1, BLOCKS, 256, PqNoise.Replacement.PROXY, PqNoise.Draw.SUBVECTORS, true));
    }

    @Test
    void theMeanBlockReplacesWhatIsDrawn() {
        float[] seen = seen(new PqNoise(0.5, BLOCKS, 256, PqNoise.Replacement.MEAN, PqNoise.Draw.SUBVECTORS, false), 1);
        double[] mean = new double[D];
        for (int i = 0; i < N; i++) {
            mean[i % D] += values()[i] / (N / (double) D);
        }
        for (int b = 0; b < N / D; b++) {
            for (int t = 0; t < D && !kept(seen, b); t++) {
                assertEquals(mean[t], seen[b * D + t], 1e-5, "block " + b);
            }
        }
    }

    @Test
    void exactNoiseOnAllBlocksIsProductQuantisation() {
        float[] seen = seen(PqNoise.exact(1, BLOCKS), 1);
        Set<String> distinct = new HashSet<>();
        for (int b = 0; b < N / D; b++) {
            distinct.add(Arrays.toString(Arrays.copyOfRange(seen, b * D, (b + 1) * D)));
        }
        assertTrue(distinct.size() <= 128, () -> distinct.size() + " centroids; 800 blocks allow 128");
    }

    /** With exact noise by clusters, blocks of one centroid are all replaced or all kept. */
    @Test
    void clustersAreDrawnAsAWhole() {
        PqNoise method = new PqNoise(0.5, BLOCKS, 64, PqNoise.Replacement.EXACT, PqNoise.Draw.CLUSTERS, false);
        PqNoise all = new PqNoise(1, BLOCKS, 64, PqNoise.Replacement.EXACT, PqNoise.Draw.CLUSTERS, false);
        float[] rounded = seen(all, 1);
        float[] seen = seen(method, 1);
        Map<String, Boolean> fate = new HashMap<>();
        for (int b = 0; b < N / D; b++) {
            String centroid = Arrays.toString(Arrays.copyOfRange(rounded, b * D, (b + 1) * D));
            boolean kept = kept(seen, b);
            assertEquals(kept, fate.computeIfAbsent(centroid, _ -> kept), "block " + b);
        }
        assertTrue(fate.containsValue(true) && fate.containsValue(false));
    }

    @ParameterizedTest
    @EnumSource(PqNoise.Replacement.class)
    void gradientsPassToEveryBlockAndDrawsAreFresh(PqNoise.Replacement replacement) {
        PqNoise method = new PqNoise(0.5, BLOCKS, 64, replacement, PqNoise.Draw.SUBVECTORS, false);
        MemorySegment gradient = Memory.of(values());
        PqNoise.Tensor tensor = method.on(tensor(), RandomStream.of(5));

        tensor.begin(new TrainingStep(0, 10, 10), Memory.of(values()));
        tensor.perturb(Memory.of(values()), Memory.allocate(N), RandomStream.of(1));
        tensor.pullBack(Memory.of(values()), gradient, RandomStream.of(1));

        assertArrayEquals(values(), Memory.toArray(gradient), "unmasked and unscaled");
        assertTrue(!Arrays.equals(seen(method, 1), seen(method, 2)));
        assertArrayEquals(seen(method, 1), seen(method, 1), "one step gives one draw");
    }

    @Test
    void vectorsAreLeftAlone() {
        WeightTensor bias = new WeightTensor("fc.bias", List.of(64L), true, Memory.allocate(64), Memory.allocate(64));
        var model = Quantizer.of(
                        PqNoise.proxy(0.1, BLOCKS),
                        new Selection(0, List.of()),
                        List.of(tensor(), bias),
                        RandomStream.of(1))
                .quantize();

        assertTrue(model.tensors().getFirst() instanceof QuantizedTensor.Product);
        assertTrue(model.tensors().getLast() instanceof QuantizedTensor.Raw);
    }

    @Test
    void stagesOfIpqBeginOneAfterTheOther() {
        WeightTensor first = new WeightTensor(
                "ffn.weight", List.of((long) ROWS, 64L), true, Memory.of(values()), Memory.allocate(N));
        WeightTensor second = new WeightTensor(
                "attention.weight", List.of((long) ROWS, 64L), true, Memory.of(values()), Memory.allocate(N));
        Ipq method = new Ipq(BLOCKS, 64).withGroups(List.of(List.of("ffn*"), List.of("attention*")));
        Quantizer quantizer =
                Quantizer.of(method, new Selection(0, List.of()), List.of(first, second), RandomStream.of(1));
        for (int step = 0; step < 10; step++) {
            boolean stage = quantizer.begin(new TrainingStep(step, 10, 5));
            quantizer.perturb(RandomStream.of(step));

            assertEquals(step == 5, stage, "optimisers start afresh at the second stage, step " + step);
            assertTrue(!Arrays.equals(values(), Memory.toArray(first.seen())), "ffn is quantised at once");
            assertEquals(step < 5, Arrays.equals(values(), Memory.toArray(second.seen())), "step " + step);
        }
        first.gradient().copyFrom(Memory.of(values()));
        second.gradient().copyFrom(Memory.of(values()));
        quantizer.pullBack(RandomStream.of(9));
        assertArrayEquals(new float[N], Memory.toArray(first.gradient()), "assignments are frozen");
    }

    /** A slip in a pattern, or a group that an earlier one leaves nothing of; what none matches is the last one's. */
    @Test
    void phasesOfIpqWithoutTensorsAreRefused() {
        List<WeightTensor> tensors = List.of(
                new WeightTensor(
                        "ffn.weight", List.of((long) ROWS, 64L), true, Memory.of(values()), Memory.allocate(N)),
                new WeightTensor(
                        "attention.weight", List.of((long) ROWS, 64L), true, Memory.of(values()), Memory.allocate(N)));
        Selection all = new Selection(0, List.of());
        for (List<List<String>> groups : List.of(
                List.of(List.of("fnf*"), List.of("attention*")), List.of(List.of("*"), List.of("attention*")))) {
            IllegalArgumentException refusal = assertThrows(
                    IllegalArgumentException.class,
                    () -> Quantizer.of(new Ipq(BLOCKS, 64).withGroups(groups), all, tensors, RandomStream.of(1)));
            assertTrue(refusal.getMessage().contains("no tensor to quantise is in the group"), refusal.getMessage());
        }
        Ipq rest = new Ipq(BLOCKS, 64).withGroups(List.of(List.of("ffn*"), List.of("others*")));
        assertEquals(2, Quantizer.of(rest, all, tensors, RandomStream.of(1)).phases());
    }

    @Test
    void centroidsOfEightBitsAreEightBits() {
        var model = Quantizer.of(
                        new Ipq(BLOCKS, 64).withInt8Centroids(),
                        new Selection(0, List.of()),
                        List.of(tensor()),
                        RandomStream.of(1))
                .quantize();

        var product = (QuantizedTensor.Product) model.tensors().getFirst();
        var codes = (Centroids.Int8) product.centroids();
        for (short code : codes.codes()) {
            assertTrue(code >= 0 && code <= 255);
        }
        assertEquals(64 * D, codes.codes().length);
    }
}
