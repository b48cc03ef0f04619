package dither.quant.stored;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
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
