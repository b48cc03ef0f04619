package dither.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Everything that training needs to go on to the same bits: randomness needs no state, it follows from seed and step.
 *
 * @param origin what the training is and which data it sees; a checkpoint of another origin is never gone on from
 * @param results of all finished epochs
 * @param arrays weights, statistics, the method's own parameters and optimiser state, in {@link Trainer}'s order
 */
public record Checkpoint(String origin, List<EpochResult> results, List<float[]> arrays) {
    private static final int MAGIC = 0x44434b34; // DCK4
    private static final ObjectMapper JSON = new ObjectMapper();

    public Checkpoint {
        results = List.copyOf(results);
        arrays = List.copyOf(arrays);
    }

    private record Head(String origin, List<EpochResult> results) {}

    /** This checkpoint of another origin. */
    public Checkpoint from(String other) {
        return new Checkpoint(other, results, arrays);
    }

    /** Epochs that are done. */
    public int epochs() {
        return results.size();
    }

    /** As bytes: magic, JSON of the results, arrays, and a CRC-32C over all of it. */
    public byte[] toBytes() {
        try {
            byte[] json = JSON.writeValueAsBytes(new Head(origin, results));
            int size = 4 + 4 + json.length + 4 + 4;
            for (float[] array : arrays) {
                size = Math.addExact(size, 4 + 4 * array.length);
            }
            ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
            out.putInt(MAGIC).putInt(json.length).put(json).putInt(arrays.size());
            for (float[] array : arrays) {
                out.putInt(array.length);
                out.asFloatBuffer().put(array);
                out.position(out.position() + 4 * array.length);
            }
            out.putInt(crc(out.array(), size - 4));
            return out.array();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible); // nothing is read or written
        }
    }

    /**
     * Reads {@link #toBytes} back.
     *
     * @throws IOException if the bytes are cut or damaged
     */
    public static Checkpoint fromBytes(byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 16 || in.getInt() != MAGIC || in.getInt(bytes.length - 4) != crc(bytes, bytes.length - 4)) {
            throw new IOException("is cut or damaged");
        }
        byte[] json = new byte[in.getInt()];
        in.get(json);
        Head head = JSON.readValue(json, Head.class);
        int count = in.getInt();
        List<float[]> arrays = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] array = new float[in.getInt()];
            in.asFloatBuffer().get(array);
            in.position(in.position() + 4 * array.length);
            arrays.add(array);
        }
        return new Checkpoint(head.origin(), head.results(), arrays);
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
