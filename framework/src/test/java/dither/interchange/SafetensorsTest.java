package dither.interchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dither.codec.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsTest {
    @Test
    void safetensorsComeBack() throws FormatException {
        var tensors = List.of(
                NamedTensor.of("a", List.of(2L, 3L), new float[] {1, 2, 3, 4, 5, 6}),
                NamedTensor.of("ü", List.of(), new float[] {7}));

        List<NamedTensor> read = Safetensors.decode(Safetensors.encode(tensors));

        assertEquals(2, read.size());
        for (int t = 0; t < 2; t++) {
            assertEquals(tensors.get(t).name(), read.get(t).name());
            assertEquals(tensors.get(t).shape(), read.get(t).shape());
            assertArrayEquals(tensors.get(t).floats(), read.get(t).floats());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "F64,000000000000f83f,1.5",
        "F32,0000c03f,1.5",
        "F16,003e,1.5",
        "BF16,c03f,1.5",
        "F8_E4M3,3c,1.5",
        "F8_E4M3,81,-0.001953125",
        "F8_E4M3,7e,448",
        "F8_E5M2,3e,1.5",
        "U64,00000000000000c0,13835058055282163712",
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

        NamedTensor tensor = Safetensors.decode(file).getFirst();
        assertEquals(Float.parseFloat(expected), tensor.floats()[0]);
        assertEquals(type.contains("F"), tensor.dtype().isFloat());
        assertEquals(!type.equals("U32"), tensor.isExactInFloats(), "2^31 + 3 is not a float");
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfNumberIsWrittenAsItWasRead(DType dtype) throws IOException {
        byte[] bytes = new byte[6 * dtype.bytes()];
        new Random(3).nextBytes(bytes);
        NamedTensor tensor = new NamedTensor("x/y", dtype, List.of(2L, 3L), ByteBuffer.wrap(bytes));

        byte[] file = Safetensors.encode(List.of(tensor));
        NamedTensor read = Safetensors.decode(file).getFirst();

        assertEquals(dtype, read.dtype());
        assertEquals(tensor.shape(), read.shape());
        assertEquals(ByteBuffer.wrap(bytes), read.data());
        assertEquals(0, ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8, "data are aligned");
    }

    @Test
    void everyCutAndEveryLongerFileIsNoticed() {
        byte[] good = Safetensors.encode(List.of(NamedTensor.of("a", List.of(3L), new float[] {1, 2, 3})));
        for (int length = 0; length <= good.length + 1; length++) {
            byte[] bad = Arrays.copyOf(good, length);
            if (length != good.length) {
                assertThrows(FormatException.class, () -> Safetensors.decode(bad), "length " + length);
            }
        }
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
                "{\"a\":{\"dtype\":\"F4\",\"shape\":[8],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0.5,4.5]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[\"0\",\"4\"]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[1180591620717411303424,1180591620717411303428]}}",
                " {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[4,4]}}",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}}",
                "{\"__metadata__\":{\"n\":1},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296,4],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}")) {
            byte[] json = header.getBytes(StandardCharsets.UTF_8);
            byte[] file = new byte[8 + json.length + 4];
            file[0] = (byte) json.length;
            file[1] = (byte) (json.length >> 8);
            System.arraycopy(json, 0, file, 8, json.length);
            assertThrows(FormatException.class, () -> Safetensors.decode(file), header);
        }
    }
}
