package dither.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {

    private static QuantizedTensor.Uniform uniform(int bits, short... levels) {
        return new QuantizedTensor.Uniform("w", List.of((long) levels.length), bits, levels, 0, 1);
    }

    @Test
    void entropyOfKnownDistributions() {
        short[] even = new short[1024];
        for (int i = 0; i < even.length; i++) {
            even[i] = (short) (i % 16);
        }
        assertEquals(1024 * 4 / 8.0, Entropy.order0(uniform(4, even)), 1e-9);
        assertEquals(0, Entropy.order0(uniform(4, new short[1024])), 1e-9);
    }

    @Test
    void huffmanOfDyadicCountsMeetsTheEntropy() {
        short[] levels = new short[8];
        levels[0] = 1;
        levels[1] = 2;
        levels[2] = 3;
        levels[3] = 3;
        // Counts 4, 1, 1, 2: code lengths 1, 3, 3, 2 give 14 bits, then 4 bytes of lengths and 4 of range.
        assertEquals(2 + 4 + 4, Entropy.huffman(uniform(2, levels)));
        assertEquals(14 / 8.0, Entropy.order0(uniform(2, levels)), 1e-9);
    }

    @RepeatedTest(20)
    void huffmanLiesBetweenEntropyAndEntropyPlusOneBit(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        short[] levels = new short[5000];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (short) Math.clamp(Math.round(8 + 2 * random.nextGaussian()), 0, 15);
        }
        double text = Entropy.huffman(uniform(4, levels)) - 20;
        double entropy = Entropy.order0(uniform(4, levels));

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

        assertEquals(expected, Entropy.zlib(uniform(4, levels)));
    }

    @Test
    void totalsAndMeanBitsAddUp() {
        QuantizedTensor.Raw bias = new QuantizedTensor.Raw("b", List.of(100L), new float[100], true);
        QuantizedTensor.Raw mean = new QuantizedTensor.Raw("m", List.of(100L), new float[100], false);
        QuantizedModel model = new QuantizedModel(Map.of(), List.of(uniform(4, new short[300]), bias, mean));
        DitherFile.Encoded encoded = DitherFile.encode(model);

        SizeReport report = SizeReport.of(model, encoded);

        assertEquals((300 * 4 + 100 * 32) / 400.0, report.meanBits());
        assertEquals(1600, total(report, "fp32"));
        assertEquals((300 * 4 + 64 + 3200) / 8.0, total(report, "diffq"));
        assertEquals(encoded.bytes().length, total(report, "file"));
        assertEquals(300, report.layers().getFirst().bitHistogram().get(4));
    }

    private static double total(SizeReport report, String name) {
        return report.total(SizeReport.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow());
    }

    @Test
    void safetensorsComeBack() throws FormatException {
        var tensors = List.of(
                new Safetensors.Tensor("a", List.of(2L, 3L), new float[] {1, 2, 3, 4, 5, 6}),
                new Safetensors.Tensor("ü", List.of(), new float[] {7}));

        List<Safetensors.Tensor> read = Safetensors.decode(Safetensors.encode(tensors));

        assertEquals(2, read.size());
        for (int t = 0; t < 2; t++) {
            assertEquals(tensors.get(t).name(), read.get(t).name());
            assertEquals(tensors.get(t).shape(), read.get(t).shape());
            assertArrayEquals(tensors.get(t).values(), read.get(t).values());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "F64,000000000000f83f,1.5",
        "F32,0000c03f,1.5",
        "F16,003e,1.5",
        "BF16,c03f,1.5",
        "I64,fdffffffffffffff,-3",
        "I32,fdffffff,-3",
        "U32,03000080,2147483648",
        "I16,fdff,-3",
        "U16,fdff,65533",
        "I8,fd,-3",
        "U8,fd,253",
        "BOOL,01,1"
    })
    void numbersOfEveryKindAreRead(String type, String hex, String expected) throws IOException {
        byte[] data = HexFormat.of().parseHex(hex);
        String header = "{\"a\":{\"dtype\":\"" + type + "\",\"shape\":[1],\"data_offsets\":[0," + data.length + "]}}";
        byte[] file = new byte[8 + header.length() + data.length];
        file[0] = (byte) header.length();
        System.arraycopy(header.getBytes(StandardCharsets.UTF_8), 0, file, 8, header.length());
        System.arraycopy(data, 0, file, 8 + header.length(), data.length);

        Safetensors.Tensor tensor = Safetensors.decode(file).getFirst();
        assertEquals(Float.parseFloat(expected), tensor.values()[0]);
        assertEquals(type.contains("F"), tensor.isFloat());
        assertEquals(!type.equals("U32"), tensor.isExact(), "2^31 + 3 is not a float");
    }

    @Test
    void hostileSafetensorsAreRefused() {
        for (String header : List.of(
                "[]",
                "{",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967297],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[4],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0.5,4.5]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[\"0\",\"4\"]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[1180591620717411303424,1180591620717411303428]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}")) {
            byte[] json = header.getBytes(StandardCharsets.UTF_8);
            byte[] file = new byte[8 + json.length + 4];
            file[0] = (byte) json.length;
            System.arraycopy(json, 0, file, 8, json.length);
            assertThrows(FormatException.class, () -> Safetensors.decode(file), header);
        }
    }
}
