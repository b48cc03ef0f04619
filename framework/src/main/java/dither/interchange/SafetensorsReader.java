package dither.interchange;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dither.codec.FormatException;
import dither.codec.MappedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the safetensors format: a length, a JSON header, then the tensors' bytes without holes.
 *
 * <p>Only the header is read at once; a tensor's bytes are mapped when it is asked for. Every number of the header is
 * checked against every other: programs that trusted shapes and offsets apart from each other have read beyond their
 * files.
 */
public final class SafetensorsReader implements WeightReader {
    private static final int MOST_HEADER_BYTES = 100_000_000;
    private static final int MOST_DIMENSIONS = 64;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final MappedFile file;
    private final Map<String, String> metadata = new TreeMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(String name, DType dtype, List<Long> shape, long start, long end) {}

    private SafetensorsReader(MappedFile file) throws FormatException {
        this.file = file;
        file.look(_ -> {
            readHeader();
            return this;
        });
    }

    /** @throws FormatException if the file is not whole or holds other numbers than those of {@link DType} */
    public static SafetensorsReader open(Path path) throws IOException {
        MappedFile file = MappedFile.open(path);
        try {
            return new SafetensorsReader(file);
        } catch (FormatException bad) {
            file.close();
            throw bad;
        }
    }

    /** The same for a file that is in memory. */
    public static SafetensorsReader of(byte[] bytes) throws FormatException {
        return new SafetensorsReader(MappedFile.of(bytes));
    }

    private static void require(boolean condition, String complaint) throws FormatException {
        if (!condition) {
            throw new FormatException(complaint);
        }
    }

    private void readHeader() throws FormatException {
        require(file.length() >= 8, "is too short for a safetensors file");
        long length =
                ByteBuffer.wrap(file.copy(0, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
        require(
                length > 1 && length <= MOST_HEADER_BYTES && length <= file.length() - 8,
                "is not a safetensors file: it begins with an impossible length");
        byte[] bytes = file.copy(8, (int) length);
        require(bytes[0] == '{', "is not a safetensors file: its header does not begin with a brace");
        JsonNode header;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            header = JSON.readTree(text);
        } catch (JsonProcessingException | CharacterCodingException bad) {
            throw new FormatException("has a header that is not JSON, or names a tensor twice");
        }
        long base = 8 + length;
        List<Entry> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (field.getKey().equals(Safetensors.METADATA)) {
                for (Map.Entry<String, JsonNode> note : field.getValue().properties()) {
                    require(note.getValue().isTextual(), "has metadata " + note.getKey() + " that is not text");
                    metadata.put(note.getKey(), note.getValue().textValue());
                }
            } else {
                found.add(entry(field.getKey(), field.getValue()));
            }
        }
        found.sort(Comparator.comparingLong(Entry::start).thenComparingLong(Entry::end));
        long at = 0;
        for (Entry entry : found) {
            require(entry.start == at, "has a hole or an overlap before " + entry.name);
            require(entry.end <= file.length() - base, "ends within " + entry.name);
            at = entry.end;
            entries.put(
                    entry.name, new Entry(entry.name, entry.dtype, entry.shape, base + entry.start, base + entry.end));
        }
        require(base + at == file.length(), "has bytes that belong to no tensor");
    }

    private static Entry entry(String name, JsonNode node) throws FormatException {
        String type = node.path("dtype").asText();
        require(
                DType.names().contains(type),
                "holds " + name + " as " + type + "; can be read: " + String.join(", ", DType.names()));
        DType dtype = DType.valueOf(type);
        JsonNode offsets = node.path("data_offsets");
        require(offsets.size() == 2 && isSize(offsets.get(0)) && isSize(offsets.get(1)), "gives no place for " + name);
        long start = offsets.get(0).asLong();
        long end = offsets.get(1).asLong();
        JsonNode sizes = node.path("shape");
        require(sizes.isArray() && sizes.size() <= MOST_DIMENSIONS, "gives " + name + " no shape");
        List<Long> shape = new ArrayList<>();
        long bytes = dtype.bytes();
        try {
            for (JsonNode size : sizes) {
                require(isSize(size), "gives " + name + " an impossible shape");
                shape.add(size.asLong());
                bytes = Math.multiplyExact(bytes, size.asLong());
            }
        } catch (ArithmeticException tooMany) {
            throw new FormatException("gives " + name + " an impossible shape");
        }
        require(start <= end && end - start == bytes, "gives " + name + " a shape that does not fit its bytes");
        return new Entry(name, dtype, shape, start, end);
    }

    private static boolean isSize(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() && node.asLong() >= 0;
    }

    @Override
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    @Override
    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    @Override
    public NamedTensor tensor(String name) throws FormatException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("the file holds no tensor " + name);
        }
        return file.look(_ -> {
            long length = entry.end - entry.start;
            require(
                    length <= Integer.MAX_VALUE,
                    "holds " + length + " bytes of " + name + ", more than the 2 GiB that are read; split the tensor");
            return new NamedTensor(
                    name,
                    entry.dtype,
                    entry.shape,
                    file.slice(entry.start, length).asByteBuffer());
        });
    }

    @Override
    public void close() {
        file.close();
    }
}
