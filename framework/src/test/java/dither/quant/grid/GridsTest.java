package dither.quant.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dither.kernel.Memory;
import dither.random.RandomStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GridsTest {

    private static IntegerGrid grid(RoundingGrid.Kind kind, int bits, float... values) {
        Channels channels = Channels.whole(values.length);
        RangeObserver range = new RangeObserver(new Observer.MinMax(), channels, bits);
        range.observe(Memory.of(values));
        return IntegerGrid.of(kind, channels, range, bits);
    }

    private static float[] round(IntegerGrid grid, float... values) {
        MemorySegment out = Memory.allocate(values.length);
        grid.round(Memory.of(values), out, null);
        return Memory.toArray(out);
    }

    @ParameterizedTest
    @CsvSource({"-4,-1", "-1,3", "0.5,2", "-0.001,7", "-7,0.001", "0,0", "2,2"})
    void zeroPointsAreLevelsAndZeroIsExact(float low, float high) {
        for (int bits = 2; bits <= 8; bits++) {
            IntegerGrid grid = grid(RoundingGrid.Kind.AFFINE, bits, low, high);

            assertTrue(grid.zeroPoint()[0] >= 0 && grid.zeroPoint()[0] <= grid.top(), low + " to " + high);
            assertEquals(Math.rint(grid.zeroPoint()[0]), grid.zeroPoint()[0]);
            assertEquals(0f, round(grid, 0)[0]);
            for (float value : round(grid, low, high)) {
                assertTrue(Float.isFinite(value));
            }
        }
    }

    /** The sign that the Quant-Noise paper prints would give 3 here. */
    @Test
    void theZeroPointHasTheSignOfTheCodeNotOfThePaper() {
        IntegerGrid grid = grid(RoundingGrid.Kind.AFFINE, 4, -3, 12);

        assertEquals(1f, grid.scale()[0]);
        assertEquals(3f, grid.zeroPoint()[0]);
        assertEquals(
                List.of(0, 3, 15),
                Stream.of(-3f, 0f, 12f).map(v -> grid.level(0, v)).toList());
    }

    @Test
    void tiesRoundToEvenLevels() {
        IntegerGrid grid = grid(RoundingGrid.Kind.AFFINE, 4, 0, 15);

        assertArrayEquals(new float[] {0, 2, 2, 4, 4}, round(grid, 0.5f, 1.5f, 2.5f, 3.5f, 4.5f));
    }

    @Test
    void symmetricGridsHaveTheirZeroInTheMiddle() {
        IntegerGrid grid = grid(RoundingGrid.Kind.SYMMETRIC, 8, -1, 0.3f);

        assertEquals(128f, grid.zeroPoint()[0]);
        assertEquals(1 / 127.5f, grid.scale()[0]);
        assertEquals(0f, round(grid, 0)[0]);
    }

    @ParameterizedTest
    @EnumSource(
            value = RoundingGrid.Kind.class,
            names = {"AFFINE", "SYMMETRIC"})
    void eachChannelIsTheGridOfItsOwnNumbers(RoundingGrid.Kind kind) {
        int channels = 5;
        int inner = 77;
        float[] values = new float[channels * inner];
        RandomStream.of(3).gaussian().fill(0, values, values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) Math.pow(10, i / inner - 2);
        }
        Channels rows = Channels.ofWeights(RoundingGrid.Granularity.CHANNEL, List.of(5L, 7L, 11L), values.length);
        RangeObserver range = new RangeObserver(new Observer.MinMax(), rows, 4);
        range.observe(Memory.of(values));
        float[] together = round(IntegerGrid.of(kind, rows, range, 4), values);
        for (int c = 0; c < channels; c++) {
            float[] own = Arrays.copyOfRange(values, c * inner, (c + 1) * inner);
            float[] expected = round(grid(kind, 4, own), own);
            assertArrayEquals(expected, Arrays.copyOfRange(together, c * inner, (c + 1) * inner), "row " + c);
        }
    }

    @Test
    void channelsOfActivationsLieLast() {
        float[] values = {1, 100, -3, 2, 0, 4, 0.5f, -50, 1};
        Channels last = Channels.ofActivations(RoundingGrid.Granularity.CHANNEL, 3);
        RangeObserver range = new RangeObserver(new Observer.MinMax(), last, 8);
        range.observe(Memory.of(values));

        IntegerGrid grid = IntegerGrid.of(RoundingGrid.Kind.AFFINE, last, range, 8);

        assertArrayEquals(new float[] {2 / 255f, 150 / 255f, 7 / 255f}, grid.scale(), 1e-6f);
        float[] rounded = round(grid, values);
        for (int i = 0; i < values.length; i++) {
            assertEquals(values[i], rounded[i], grid.scale()[i % 3], "element " + i);
        }
    }

    @Test
    void gradientsStopAtTheEndsOfTheGrid() {
        IntegerGrid grid = grid(RoundingGrid.Kind.AFFINE, 4, -3, 12);
        MemorySegment gradient = Memory.of(1, 1, 1, 1, 1);

        grid.clipGradient(Memory.of(-3.6f, -3.4f, 0, 12.4f, 12.6f), gradient, 0.5f);

        assertArrayEquals(new float[] {0, 1, 1, 1, 0}, Memory.toArray(gradient));
    }

    @Test
    void movingAveragesStartAtTheFirstRange() {
        RangeObserver range = new RangeObserver(new Observer.MovingAverage(0.25), Channels.whole(2), 8);

        range.observe(Memory.of(-1, 3));
        assertEquals(3f, range.high(0));
        range.observe(Memory.of(-2, 7));

        assertEquals(-1.25f, range.low(0));
        assertEquals(4f, range.high(0));
    }

    @Test
    void histogramRangesAreKeptUntilTheyAreRefreshed() {
        RangeObserver range = new RangeObserver(new Observer.Histogram(2), Channels.whole(2), 8);
        range.observe(Memory.of(-1, 3));
        float first = range.high(0);
        range.observe(Memory.of(-10, 30));
        assertEquals(first, range.high(0));

        range.observe(Memory.of(-10, 30));

        assertTrue(range.high(0) > 20, () -> "range up to " + range.high(0));
    }

    @Test
    void batchesOfCalibrationAreTakenTogether() {
        RangeObserver extremes = new RangeObserver(new Observer.MinMax(), Channels.whole(2), 8);
        for (float[] batch : List.of(new float[] {0, 5}, new float[] {-3, 1}, new float[] {-1, 2})) {
            extremes.calibrate(Memory.of(batch));
        }
        assertEquals(-3f, extremes.low(0));
        assertEquals(5f, extremes.high(0));
    }

    static Stream<JsonNode> histograms() throws IOException {
        try (InputStream in = GridsTest.class.getResourceAsStream("/golden/histogram.json")) {
            JsonNode cases = new ObjectMapper().readTree(in).get("cases");
            return StreamSupport.stream(cases.spliterator(), false).toList().stream();
        }
    }

    /** PyTorch bins in single precision, so a value on a border may fall one bin beside ours. */
    @ParameterizedTest
    @MethodSource("histograms")
    void theHistogramSearchFindsPyTorchsRange(JsonNode golden) {
        float[] values = new float[golden.get("values").size()];
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) golden.get("values").get(i).asDouble();
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
        }
        double bin = (max - min) / 2048;

        HistogramSearch.Found found = HistogramSearch.search(values, 256);

        String name = golden.get("name").asText();
        assertEquals(golden.get("low").asDouble(), found.low(), 2.1 * bin, name);
        assertEquals(golden.get("high").asDouble(), found.high(), 2.1 * bin, name);
    }

    /** At 4 bits the published code keeps 256 levels; with 16 the range must be tighter and the true error smaller. */
    @Test
    void theHistogramSearchKnowsHowManyLevelsThereAre() {
        float[] values = new float[4000];
        RandomStream.of(5).gaussian().fill(0, values, values.length);

        HistogramSearch.Found wide = HistogramSearch.search(values, 256);
        HistogramSearch.Found tight = HistogramSearch.search(values, 16);

        assertTrue(tight.high() - tight.low() < wide.high() - wide.low());
        assertTrue(squaredError(values, tight, 4) < squaredError(values, wide, 4));
    }

    private static double squaredError(float[] values, HistogramSearch.Found range, int bits) {
        float[] rounded = round(grid(RoundingGrid.Kind.AFFINE, bits, range.low(), range.high()), values);
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += Math.pow(values[i] - rounded[i], 2);
        }
        return sum;
    }

    @Test
    void constantNumbersHaveARange() {
        HistogramSearch.Found found = HistogramSearch.search(new float[] {2, 2, 2}, 16);

        assertEquals(2f, found.low());
        assertEquals(2f, found.high());
    }

    @Test
    void theMinMaxGridIsForWholeTensors() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new RoundingGrid(
                        RoundingGrid.Kind.MIN_MAX, RoundingGrid.Granularity.CHANNEL, new Observer.MinMax()));
    }
}
