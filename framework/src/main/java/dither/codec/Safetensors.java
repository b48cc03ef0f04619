package dither.codec;

import static dither.codec.DitherFile.require;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format: a length, a JSON header, then the tensors' bytes without holes.
 *
 * <p>Reads floats of 16, 32 and 64 bits and integers as 32-bit floats, the nearest ones where none is equal. Writes
 * 32-bit floats.
 */
public final class Safetensors {
    private static final int MOST_HEADER_BYTES = 100 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Safetensors() {}

    /**
     * One tensor.
     *
     * @param isFloat false for integers and booleans, which are no weights
     * @param isExact false if it holds integers that no 32-bit float can
     */
    public record Tensor(String name, List<Long> shape, float[] values, boolean isFloat, boolean isExact) {
        /** Of floats. */
        public Tensor(String name, List<Long> shape, float[] values) {
            this(name, shape, values, true, true);
        }
    }

    /** How numbers are written. */
    private enum Type {
        F64(8),
        F32(4),
        F16(2),
        BF16(2),
        I64(8),
        I32(4),
        I16(2),
        I8(1),
        U32(4),
        U16(2),
        U8(1),
        BOOL(1);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        boolean isFloat() {
            return ordinal() <= BF16.ordinal();
        }

        static Type of(String name, String tensor) throws FormatException {
            for (Type type : values()) {
                if (type.name().equals(name)) {
                    return type;
                }
            }
            throw new FormatException(
                    "holds " + tensor + " as " + name + "; can be read: " + Arrays.toString(values()));
        }

        float read(ByteBuffer in, int at, String tensor) throws FormatException {
            return switch (this) {
                case F64 -> finite(in.getDouble(at), tensor);
                case F32 -> in.getFloat(at);
                case F16 -> Float.float16ToFloat(in.getShort(at));
                case BF16 -> Float.intBitsToFloat(in.getShort(at) << 16);
                case I64 -> in.getLong(at);
                case I32 -> in.getInt(at);
                case U32 -> in.getInt(at) & 0xffffffffL;
                case I16 -> in.getShort(at);
                case U16 -> in.getShort(at) & 0xffff;
                case I8 -> in.get(at);
                case U8, BOOL -> in.get(at) & 0xff;
            };
        }

        private static float finite(double value, String tensor) throws FormatException {
            require(
                    !Double.isFinite(value) || Float.isFinite((float) value),
                    "holds " + value + " in " + tensor + ", which no 32-bit float can");
            return (float) value;
        }

        /** Whether the number at a place is a float of 32 bits. */
        boolean isExact(ByteBuffer in, int at) {
            return switch (this) {
                case I64 -> (long) (float) in.getLong(at) == in.getLong(at);
                case I32 -> (int) (float) in.getInt(at) == in.getInt(at) && in.getInt(at) != Integer.MAX_VALUE;
                case U32 -> (long) (float) (in.getInt(at) & 0xffffffffL) == (in.getInt(at) & 0xffffffffL);
                default -> true;
            };
        }
    }

    /**
     * Reads all tensors, in the order of the file.
     *
     * @throws FormatException if the file is not whole or holds other numbers than those named above
     */
    public static List<Tensor> read(Path path) throws IOException {
        return WholeFile.read(path, Safetensors::decode);
    }

    static List<Tensor> decode(byte[] bytes) throws FormatException {
        require(bytes.length >= 8, "is too short for a safetensors file");
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long length = in.getLong(0);
        require(
                length > 0 && length <= MOST_HEADER_BYTES && 8 + length <= bytes.length,
                "is not a safetensors file: it begins with an impossible length");
        JsonNode header;
        try {
            header = JSON.readTree(new String(bytes, 8, (int) length, StandardCharsets.UTF_8));
        } catch (JsonProcessingException bad) {
            throw new FormatException("has a header that is not JSON");
        }
        require(header.isObject(), "has a header that is not a JSON object");
        int base = 8 + (int) length;
        record Entry(String name, Type type, List<Long> shape, long start, long end) {}
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (field.getKey().equals("__metadata__")) {
                continue;
            }
            JsonNode node = field.getValue();
            String name = field.getKey();
            Type type = Type.of(node.path("dtype").asText(), name);
            JsonNode offsets = node.path("data_offsets");
            require(
                    offsets.size() == 2
                            && offsets.get(0).isIntegralNumber()
                            && offsets.get(1).isIntegralNumber()
                            && offsets.get(0).canConvertToLong()
                            && offsets.get(1).canConvertToLong(),
                    "gives no place for " + name);
            List<Long> shape = new ArrayList<>();
            long count = 1;
            for (JsonNode size : node.path("shape")) {
                require(
                        size.isIntegralNumber() && size.canConvertToInt() && size.asInt() >= 0,
                        "gives " + name + " an impossible shape");
                shape.add(size.asLong());
                count *= size.asLong();
                require(count <= bytes.length, "gives " + name + " more numbers than the file holds");
            }
            long start = offsets.get(0).asLong();
            long end = offsets.get(1).asLong();
            require(
                    start >= 0 && end - start == type.bytes * count,
                    "gives " + name + " a shape that does not fit its bytes");
            entries.add(new Entry(name, type, shape, start, end));
        }
        entries.sort(Comparator.comparingLong(Entry::start));
        long at = 0;
        List<Tensor> tensors = new ArrayList<>();
        for (Entry entry : entries) {
            require(
                    entry.start() == at && base + entry.end() <= bytes.length,
                    "has holes or ends before " + entry.name());
            int bytesEach = entry.type().bytes;
            float[] values = new float[(int) ((entry.end() - entry.start()) / bytesEach)];
            boolean exact = true;
            for (int i = 0; i < values.length; i++) {
                int place = base + (int) at + i * bytesEach;
                values[i] = entry.type().read(in, place, entry.name());
                exact &= entry.type().isExact(in, place);
            }
            tensors.add(
                    new Tensor(entry.name(), entry.shape(), values, entry.type().isFloat(), exact));
            at = entry.end();
        }
        require(base + at == bytes.length, "has bytes that belong to no tensor");
        return tensors;
    }

    /** The bytes of a file that holds {@code tensors} in this order. */
    public static byte[] encode(List<Tensor> tensors) {
        ObjectNode header = JSON.createObjectNode();
        long at = 0;
        for (Tensor tensor : tensors) {
            ObjectNode node = header.putObject(tensor.name());
            node.put("dtype", "F32");
            tensor.shape().forEach(node.putArray("shape")::add);
            node.putArray("data_offsets").add(at).add(at + 4L * tensor.values().length);
            at += 4L * tensor.values().length;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8; // the format wants data aligned, by spaces after the header
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(8 + padded + at)).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(padded).put(json);
        while (out.position() < 8 + padded) {
            out.put((byte) ' ');
        }
        for (Tensor tensor : tensors) {
            out.asFloatBuffer().put(tensor.values());
            out.position(out.position() + 4 * tensor.values().length);
        }
        return out.array();
    }
}
