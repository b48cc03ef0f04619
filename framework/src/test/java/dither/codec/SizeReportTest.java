package dither.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.codec.entropy.Tier;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SizeReportTest {

    private static QuantizedTensor.Uniform uniform(int bits, short... levels) {
        return new QuantizedTensor.Uniform("w", List.of((long) levels.length), bits, levels, 0, 1);
    }

    @Test
    void entropyOfKnownDistributions() {
        short[] even = new short[1024];
        for (int i = 0; i < even.length; i++) {
            even[i] = (short) (i % 16);
        }
        assertEquals(1024 * 4 / 8.0, LayerSizes.of(uniform(4, even), Size.ENTROPY0), 1e-9);
        assertEquals(0, LayerSizes.of(uniform(4, new short[1024]), Size.ENTROPY0), 1e-9);
    }

    @Test
    void huffmanOfDyadicCountsMeetsTheEntropy() {
        short[] levels = new short[8000];
        for (int i = 0; i < 4000; i++) {
            levels[i] = (short) (i % 4 == 0 ? 1 : i % 4 == 1 ? 2 : 3);
        }
        // Counts 4, 1, 1, 2 thousand: words of 1, 3, 3, 2 bits give 14,000 bits; before them a range and four lengths,
        // 20 bits; and a byte that names the coder.
        assertEquals(1 + (14_000 + 20 + 7) / 8, LayerSizes.of(uniform(2, levels), Size.HUFFMAN));
        assertEquals(14_000 / 8.0, LayerSizes.of(uniform(2, levels), Size.ENTROPY0), 1e-9);
    }

    @RepeatedTest(20)
    void huffmanLiesBetweenEntropyAndEntropyPlusOneBit(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        short[] levels = new short[5000];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (short) Math.clamp(Math.round(8 + 2 * random.nextGaussian()), 0, 15);
        }
        double text = LayerSizes.of(uniform(4, levels), Size.HUFFMAN) - 20;
        double entropy = LayerSizes.of(uniform(4, levels), Size.ENTROPY0);

        assertTrue(text >= entropy - 20 && text <= entropy + 5000 / 8.0, () -> text + " against " + entropy);
    }

    @Test
    void zlibIsWhatDeflateMakesOfTheLevels() {
        short[] levels = new short[1000];
        byte[] bytes = new byte[1000];
        for (int i = 0; i < 1000; i++) {
            levels[i] = (short) (i * i % 13);
            bytes[i] = (byte) levels[i];
        }
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        int expected = deflater.deflate(new byte[4000]);
        deflater.end();

        assertEquals(expected, LayerSizes.of(uniform(4, levels), Size.ZLIB));
    }

    @Test
    void totalsAndMeanBitsAddUp() {
        QuantizedTensor.Raw bias = new QuantizedTensor.Raw("b", List.of(100L), new float[100], true);
        QuantizedTensor.Raw mean = new QuantizedTensor.Raw("m", List.of(100L), new float[100], false);
        QuantizedModel model = new QuantizedModel(Map.of(), List.of(uniform(4, new short[300]), bias, mean));
        DitherFile.Encoded encoded = DitherFile.encode(model, Tier.FAST);

        SizeReport report = SizeReport.of(model, encoded);

        assertEquals((300 * 4 + 100 * 32) / 400.0, report.meanBits());
        assertEquals(1600, report.total(Size.FP32));
        assertEquals((300 * 4 + 64 + 3200) / 8.0, report.total(Size.DIFFQ));
        assertEquals(encoded.bytes().length, report.total(Size.FILE));
        assertEquals(300, report.layers().getFirst().bitHistogram().get(4));
    }
}
