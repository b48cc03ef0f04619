package dither.quant.pq;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.kernel.Memory;
import dither.kernel.Nearest;
import dither.nn.GraphNetwork;
import dither.nn.Parameter;
import dither.nn.zoo.Form;
import dither.nn.zoo.TransformerLm;
import dither.nn.zoo.Zoo;
import dither.quant.stored.SizeFormula;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductTest {

    private static float[] normal(String name, int count) {
        float[] values = new float[count];
        RandomStream.of(4).at(name).gaussian().fill(0, values, count);
        return values;
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,2,3", "5,7,33", "8,256,1000", "9,17,101", "18,64,50", "4,4096,2000"})
    void theNearestCentroidIsFoundAsByAPlainLoop(int d, int centroids, int blocks) {
        float[] vectors = normal("vectors", blocks * d);
        float[] centres = normal("centres", centroids * d);
        short[] index = new short[blocks];

        Nearest.assign(Memory.of(vectors), d, centres, index);

        for (int j = 0; j < blocks; j++) {
            int best = 0;
            float least = Float.POSITIVE_INFINITY;
            for (int k = 0; k < centroids; k++) {
                float sum = 0;
                for (int t = 0; t < d; t++) {
                    float x = vectors[j * d + t] - centres[k * d + t];
                    sum = Math.fma(x, x, sum);
                }
                if (sum < least) {
                    least = sum;
                    best = k;
                }
            }
            assertEquals(best, index[j], "block " + j);
        }
    }

    /** Names are those of the network that the papers' sizes are of; 37.575 MiB is what its indices take by fairseq's formula. */
    @Test
    void blocksOfTheLanguageModelAreThoseOfItsPublishedSize() {
        long bytes = (44_015_616 + 134_217_728) / 8 + (67_108_864 + 1_376_256) / 4; // 256 centroids: a byte a block
        assertEquals(37.575, bytes / 1048576.0, 5e-4);

        Map<String, Integer> expected = Map.of("embedding", 8, "feedforward", 8, "attention", 4, "projection", 4);
        int checked = 0;
        try (GraphNetwork network = Zoo.build(TransformerLm.tiny(), new Form.Text(16), 1)) {
            for (Parameter parameter : network.parameters()) {
                String kind = expected.keySet().stream()
                        .filter(name -> parameter.name().matches("(layer\\d+_|embedding\\.)" + name + ".*"))
                        .findFirst()
                        .orElse("");
                if (parameter.shape().size() == 2 && !kind.isEmpty()) {
                    assertEquals(
                            expected.get(kind),
                            BlockSizes.languageModel().of(parameter.name(), parameter.shape()),
                            parameter.name());
                    checked++;
                }
            }
        }
        assertEquals(2 * 6 + 4, checked, "two layers of six products, two bands of embeddings and their projections");
    }

    @Test
    void tiesGoToTheLowestIndex() {
        float[] centres = new float[64];
        short[] index = new short[3];

        Nearest.assign(Memory.of(1, 2, 3), 1, centres, index);

        assertArrayEquals(new short[3], index);
    }

    @Test
    void separateClustersAreFound() {
        float[] values = new float[4000];
        for (int j = 0; j < 1000; j++) {
            for (int t = 0; t < 4; t++) {
                values[4 * j + t] = 10 * (j % 8) + normal("noise", 4000)[4 * j + t] * 0.01f;
            }
        }
        Codebook book = KMeans.standard().fit(Memory.of(values), 4, 64, null, RandomStream.of(1));
        MemorySegment out = Memory.allocate(4000);
        book.reconstruct(out);

        assertEquals(0, empty(book));
        for (int i = 0; i < values.length; i++) {
            assertEquals(values[i], Memory.get(out, i), 0.1, "weight " + i);
        }
    }

    @Test
    void iterationsLowerTheError() {
        MemorySegment weights = Memory.of(normal("w", 8000));
        double before = Double.POSITIVE_INFINITY;
        for (int iterations : List.of(1, 3, 10, 30)) {
            Codebook book = new KMeans(iterations, 100, 1e-6).fit(weights, 8, 64, null, RandomStream.of(2));
            double error = squaredError(weights, book);
            assertTrue(error <= before, iterations + " iterations: " + error + " after " + before);
            before = error;
        }
    }

    private static double squaredError(MemorySegment weights, Codebook book) {
        MemorySegment out = Memory.allocate(Memory.length(weights));
        book.reconstruct(out);
        double sum = 0;
        for (long i = 0; i < Memory.length(weights); i++) {
            sum += Math.pow(Memory.get(weights, i) - Memory.get(out, i), 2);
        }
        return sum;
    }

    /** Duplicates cannot fill the clusters: the published code of 2020 never returns here. */
    @Test
    void duplicateBlocksEndWithEmptyClusters() {
        float[] values = new float[512];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / 2 % 3;
        }

        // A split so small that single precision does not see it.
        Codebook book = new KMeans(15, 100, 1e-30).fit(Memory.of(values), 2, 16, null, RandomStream.of(1));

        assertTrue(empty(book) >= 13, () -> empty(book) + " empty clusters");
        assertEquals(16, book.counts().length);
        MemorySegment gradient = Memory.allocate(32);
        book.meanGradient(Memory.of(normal("g", 512)), gradient);
        for (float value : Memory.toArray(gradient)) {
            assertTrue(Float.isFinite(value));
        }
        MemorySegment out = Memory.allocate(512);
        book.reconstruct(out);
        assertArrayEquals(values, Memory.toArray(out), 1e-20f);
    }

    @Test
    void tinyWeightsAreSplitByTinySteps() {
        float[] values = normal("w", 4096);
        for (int i = 0; i < values.length; i++) {
            values[i] *= 1e-9f;
        }
        Codebook book = KMeans.standard().fit(Memory.of(values), 4, 256, null, RandomStream.of(1));
        MemorySegment out = Memory.allocate(4096);
        book.reconstruct(out);
        double error = 0;
        double all = 0;
        for (int i = 0; i < values.length; i++) {
            error += Math.pow(values[i] - Memory.get(out, i), 2);
            all += Math.pow(values[i], 2);
            assertEquals(values[i], Memory.get(out, i), 6e-9, "weight " + i);
        }
        assertTrue(error < all / 2, "error " + error + " of " + all);
        assertEquals(0, empty(book));
    }

    @Test
    void equalBlocksAreOneCentroid() {
        Codebook book = KMeans.standard().fit(Memory.allocate(4096), 8, 256, null, RandomStream.of(1));

        assertEquals(1, book.size());
        assertArrayEquals(new float[8], book.centroids());
    }

    @Test
    void aCentroidsGradientIsTheMeanOverItsBlocks() {
        Codebook book = new Codebook(2, new float[6], new short[] {0, 2, 0});
        MemorySegment gradient = Memory.allocate(6);

        book.meanGradient(Memory.of(1, 2, 5, 7, 3, 6), gradient);

        assertArrayEquals(new float[] {2, 4, 0, 0, 5, 7}, Memory.toArray(gradient));
    }

    /** With an input that only ever meets the first weight of a block, only errors there count. */
    @Test
    void errorsAreWeighedByInputs() {
        float[][] rows = new float[50][2];
        for (int i = 0; i < rows.length; i++) {
            rows[i][0] = 1 + i % 3;
        }
        float[] values = new float[2000];
        for (int j = 0; j < 1000; j++) {
            values[2 * j] = j % 4;
            values[2 * j + 1] = 100 * normal("w", 1000)[j];
        }
        InputMetric metric = InputMetric.of(rows, 2);

        Codebook weighted = KMeans.standard().fit(Memory.of(values), 2, 4, metric, RandomStream.of(3));

        MemorySegment out = Memory.allocate(2000);
        weighted.reconstruct(out);
        for (int j = 0; j < 1000; j++) {
            assertEquals(values[2 * j], Memory.get(out, 2L * j), 0.01, "block " + j);
        }
    }

    @Test
    void deadInputsWeighAllErrorsAlike() {
        InputMetric dead = InputMetric.of(new float[10][3], 3);
        MemorySegment weights = Memory.of(normal("w", 300));

        Codebook plain = KMeans.standard().fit(weights, 3, 8, null, RandomStream.of(1));
        Codebook weighted = KMeans.standard().fit(weights, 3, 8, dead, RandomStream.of(1));

        assertArrayEquals(plain.index(), weighted.index());
    }

    @ParameterizedTest
    @CsvSource({
        "'64,32,3,3', 9",
        "'64,32,1,1', 4",
        "'1000,512', 4",
        "'32,1,3,3', 9",
        "'32', 0",
        "'16,8,5,5', 25",
        "'16,8,3', 3"
    })
    void smallBlocksGoByTheKindOfLayer(String shape, int size) {
        List<Long> sizes = new ArrayList<>();
        for (String part : shape.split(",")) {
            sizes.add(Long.parseLong(part));
        }
        assertEquals(size, BlockSizes.small().of("layer.weight", sizes));
    }

    @Test
    void blocksThatDoNotDivideARowAreRefusedByName() {
        var failure = assertThrows(
                IllegalArgumentException.class, () -> BlockSizes.large().of("stem.weight", List.of(32L, 1L, 3L, 3L)));

        assertTrue(failure.getMessage().contains("stem.weight")
                && failure.getMessage().contains("18"));
    }

    @Test
    void namesComeBeforeKinds() {
        BlockSizes blocks = new BlockSizes(1, 4, 4, List.of(new BlockSizes.Named("ffn*", 8)));

        assertEquals(8, blocks.of("ffn1.weight", List.of(64L, 64L)));
        assertEquals(4, blocks.of("attention.weight", List.of(64L, 64L)));
    }

    @ParameterizedTest
    @CsvSource({"true,1.541046", "false,1.029327"})
    void resnet18IsAsLargeAsItsPaperSays(boolean small, double mebibytes) {
        double bits = 32.0 * (64 * 3 * 49 + 2 * 64 + 1000); // first layer, its norm, the classifier's bias
        int in = 64;
        for (int out : List.of(64, 128, 256, 512)) {
            for (int block = 0; block < 2; block++) {
                int from = block == 0 ? in : out;
                int blockSize = small ? 9 : 18;
                bits += SizeFormula.product((long) out * from * 9, blockSize, 256, false);
                bits += SizeFormula.product((long) out * out * 9, blockSize, 256, false);
                bits += 32.0 * 4 * out;
                if (block == 0 && out > 64) {
                    bits += SizeFormula.product((long) out * from, 4, 256, false) + 32.0 * 2 * out;
                }
            }
            in = out;
        }
        bits += SizeFormula.product(512_000, 4, 2048, false);

        assertEquals(mebibytes, bits / SizeFormula.BITS_PER_MB, 1e-6);
    }

    @ParameterizedTest
    @CsvSource({"false,38.67", "true,38.54"})
    void theLanguageModelIsAsLargeAsFairseqSays(boolean int8, double mebibytes) {
        double bits = 32.0 * (215_040 + 2_048);
        for (long[] table : new long[][] {{20_000, 1024}, {40_000, 256}, {207_744, 64}}) {
            bits += SizeFormula.product(table[0] * table[1], 8, 256, int8);
            bits += SizeFormula.product(1024 * table[1], 4, 256, int8);
        }
        for (int layer = 0; layer < 16; layer++) {
            bits += 4 * SizeFormula.product(1024 * 1024, 4, 256, int8);
            bits += 2 * SizeFormula.product(1024 * 4096, 8, 256, int8);
        }
        assertEquals(mebibytes, bits / SizeFormula.BITS_PER_MB, 0.005);
    }

    @Test
    void floatSizesAreThoseOfTheSheets() {
        assertEquals(941.98, 32.0 * 246_935_552 / SizeFormula.BITS_PER_MB, 0.005);
        assertEquals(46.67, 32.0 * 12_233_232 / SizeFormula.BITS_PER_MB, 0.005);
    }

    /** Centroids that stand for no block. */
    private static long empty(Codebook book) {
        return Arrays.stream(book.counts()).filter(count -> count == 0).count();
    }
}
