package dither.interchange;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dither.codec.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The safetensors format as a whole: small files at once, large ones written tensor by tensor. {@link SafetensorsReader} reads large ones. */
public final class Safetensors {
    /** What the header calls its notes. */
    static final String METADATA = "__metadata__";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ALIGNMENT = 8;

    private Safetensors() {}

    /** What a header says of a tensor that is still to be written. */
    public record Description(DType dtype, List<Long> shape) {
        /** Bytes of its numbers. */
        public long bytes() {
            return shape.stream().reduce((long) dtype.bytes(), Math::multiplyExact);
        }
    }

    /** Makes a tensor when its turn has come. */
    @FunctionalInterface
    public interface Source {
        NamedTensor tensor(String name) throws IOException;
    }

    /** All tensors of a file, copied into memory, in the order of their bytes. */
    public static List<NamedTensor> read(Path path) throws IOException {
        try (SafetensorsReader reader = SafetensorsReader.open(path)) {
            return all(reader);
        }
    }

    static List<NamedTensor> decode(byte[] bytes) throws FormatException {
        return all(SafetensorsReader.of(bytes));
    }

    private static List<NamedTensor> all(SafetensorsReader reader) throws FormatException {
        List<NamedTensor> tensors = new ArrayList<>();
        for (String name : reader.names()) {
            NamedTensor mapped = reader.tensor(name);
            ByteBuffer copy = ByteBuffer.allocate(mapped.data().limit())
                    .put(mapped.data().duplicate())
                    .flip();
            tensors.add(new NamedTensor(name, mapped.dtype(), mapped.shape(), copy));
        }
        return tensors;
    }

    /**
     * Writes a file of which no more than one tensor is in memory.
     *
     * @param metadata notes that are no tensors
     * @param descriptions of all tensors, in the order in which they are written
     * @param source asked for one after the other
     * @param done told the bytes of each tensor that is written
     */
    public static void write(
            OutputStream out,
            Map<String, String> metadata,
            Map<String, Description> descriptions,
            Source source,
            Consumer<Long> done)
            throws IOException {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            metadata.forEach(header.putObject(METADATA)::put);
        }
        if (descriptions.containsKey(METADATA)) {
            throw new IllegalArgumentException("a safetensors file cannot hold a tensor called " + METADATA
                    + ", where it has its notes; rename the tensor");
        }
        long at = 0;
        for (Map.Entry<String, Description> entry : descriptions.entrySet()) {
            Description description = entry.getValue();
            ObjectNode node = header.putObject(entry.getKey());
            node.put("dtype", description.dtype.name());
            description.shape.forEach(node.putArray("shape")::add);
            long end = at + description.bytes();
            node.putArray("data_offsets").add(at).add(end);
            at = end;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT;
        ByteBuffer start = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(padded).put(json);
        while (start.hasRemaining()) {
            start.put((byte) ' '); // the format wants data aligned, by spaces after the header
        }
        out.write(start.array());
        WritableByteChannel channel = Channels.newChannel(out);
        for (Map.Entry<String, Description> entry : descriptions.entrySet()) {
            NamedTensor tensor = source.tensor(entry.getKey());
            Description description = new Description(tensor.dtype(), tensor.shape());
            if (!description.equals(entry.getValue())) {
                throw new IllegalStateException(
                        entry.getKey() + " was announced as " + entry.getValue() + " and is " + description);
            }
            ByteBuffer data = tensor.data().duplicate();
            while (data.hasRemaining()) {
                channel.write(data);
            }
            done.accept((long) tensor.data().limit());
        }
    }

    /** The bytes of a file that holds {@code tensors} in this order. */
    public static byte[] encode(List<NamedTensor> tensors) {
        Map<String, NamedTensor> byName = new LinkedHashMap<>();
        Map<String, Description> descriptions = new LinkedHashMap<>();
        for (NamedTensor tensor : tensors) {
            byName.put(tensor.name(), tensor);
            descriptions.put(tensor.name(), new Description(tensor.dtype(), tensor.shape()));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write(out, Map.of(), descriptions, byName::get, _ -> {});
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // all of it is in memory
        }
        return out.toByteArray();
    }
}
