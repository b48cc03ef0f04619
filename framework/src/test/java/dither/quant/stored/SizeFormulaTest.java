package dither.quant.stored;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeFormulaTest {

    @ParameterizedTest
    @CsvSource({"8,0.0040979385", "2,0.0009851456"})
    void oneTensorOf4096WeightsInGroupsOf8(int bits, double megabytes) {
        byte[] widths = new byte[512];
        Arrays.fill(widths, (byte) bits);
        var tensor = new QuantizedTensor.Grouped("w", List.of(4096L), 8, 2, widths, new short[4096], 0, 1);

        assertEquals(megabytes, SizeFormula.megabytes(List.of(tensor)), 1e-9);
    }

    @ParameterizedTest
    @CsvSource({"2,0", "3,1", "4,2", "5,2", "6,3", "9,3", "10,4", "15,4"})
    void theLargestWidthDecidesWhatWidthsCost(int largest, int bits) {
        assertEquals(bits, SizeFormula.widthBits(largest, 2));
    }

    @ParameterizedTest
    @CsvSource({"2,2.7048", "3,4.0355", "4,5.3662", "5,6.6968", "8,10.6889"})
    void resnet18AtFixedWidths(int bits, double megabytes) {
        double size = 20 * 64 + (double) bits * 11_162_624 + 32.0 * 11_338;

        assertEquals(megabytes, size / SizeFormula.BITS_PER_MB, 5e-5);
        assertEquals(size, 20 * SizeFormula.uniform(0, bits) + (double) bits * 11_162_624 + 32.0 * 11_338);
    }

    /** Sheet 3.3: quantised tensors and weights, other floats, then MB at 2, 3, 4, 5, 8 bits and DiffQ's at 8 in groups. */
    @ParameterizedTest
    @CsvSource({
        "20,3184640,32586,0.8837,1.2634,1.6430,2.0227,3.1616,3.3040,3.2328",
        "20,3276800,32676,0.9061,1.2967,1.6873,2.0779,3.2498,3.3963,3.3231",
        "20,11162624,11338,2.7048,4.0355,5.3662,6.6968,10.6889,11.1879,10.9384",
        "20,11208704,11428,2.7161,4.0523,5.3885,6.7247,10.7332,11.2343,10.9838",
        "27,36458240,31050,8.8110,13.1571,17.5033,21.8495,34.8879,36.5178,35.7029",
        "27,36515840,31140,8.8251,13.1781,17.5311,21.8841,34.9432,36.5756,35.7594",
        "51,86443776,123880,21.0828,31.3877,41.6926,51.9975,82.9122,86.7765,84.8444",
        "118,246784000,149504,59.4091,88.8280,118.2470,147.6659,235.9228,246.9550,241.4389",
        "22,264634368,1045128,67.0808,98.6276,130.1745,161.7214,256.3620,268.1921,262.2771"
    })
    void modelsHaveTheSizesOfTheSheet(
            int tensors,
            long weights,
            long others,
            double two,
            double three,
            double four,
            double five,
            double eight,
            double groupsOf8,
            double groupsOf16) {
        Map<Integer, Double> expected = Map.of(2, two, 3, three, 4, four, 5, five, 8, eight);
        expected.forEach((bits, megabytes) -> assertEquals(
                megabytes,
                (tensors * SizeFormula.uniform(0, bits) + (double) bits * weights + 32.0 * others)
                        / SizeFormula.BITS_PER_MB,
                5e-5,
                bits + " bits"));
        int minBits = tensors == 51 ? 3 : 2; // DeiT starts at 3
        for (int groupSize : List.of(8, 16)) {
            double overhead = (tensors - 1) * SizeFormula.grouped(0, 0, groupSize, 8, minBits);
            long groups = weights / groupSize;
            double bits = SizeFormula.grouped(8.0 * groups, groups, groupSize, 8, minBits) + overhead;
            assertEquals(
                    groupSize == 8 ? groupsOf8 : groupsOf16,
                    (bits + 32.0 * others) / SizeFormula.BITS_PER_MB,
                    5e-5,
                    "groups of " + groupSize);
        }
    }

    @Test
    void demucsAtEightBitsIsTheSizeInTheAuthorsLog() {
        double quantised = 22 * (64 + 8) + 264_634_368 * 8.0 + 264_634_368 / 8 * 3.0;

        assertEquals(268.19211, (quantised + 32.0 * 1_045_128) / SizeFormula.BITS_PER_MB, 1e-5);
        assertEquals(
                quantised,
                22 * SizeFormula.grouped(0, 0, 8, 8, 2)
                        + SizeFormula.grouped(8 * 264_634_368.0 / 8, 264_634_368 / 8, 8, 8, 2)
                        - 72);
    }

    @Test
    void statisticsAreFree() {
        assertEquals(0, SizeFormula.bits(new QuantizedTensor.Raw("norm.mean", List.of(4L), new float[4], false)));
        assertEquals(128, SizeFormula.bits(new QuantizedTensor.Raw("norm.bias", List.of(4L), new float[4], true)));
    }
}
