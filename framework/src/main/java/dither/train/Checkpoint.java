package dither.train;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Everything that training needs to go on to the same bits: randomness needs no state, it follows from seed and step.
 *
 * @param origin what the training is and which data it sees; a checkpoint of another origin is never gone on from
 * @param results of all finished epochs
 * @param cursor how far the epoch after them is
 * @param seconds that it took to get there
 * @param arrays weights, statistics, the method's own parameters and optimiser state, in {@link Trainer}'s order
 */
public record Checkpoint(
        String origin, List<EpochResult> results, Cursor cursor, double seconds, List<float[]> arrays) {
    private static final int MAGIC = 0x44434b35; // DCK5
    private static final int CHUNK = 1 << 20;

    /** More than this in one array or text is damage. */
    private static final int MOST = 1 << 30;

    private static final ObjectMapper JSON = new ObjectMapper().disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);

    public Checkpoint {
        results = List.copyOf(results);
        arrays = List.copyOf(arrays);
    }

    /**
     * A place within an epoch.
     *
     * @param steps of the epoch that are done
     * @param lossSum of their losses
     */
    public record Cursor(int steps, double lossSum) {
        /** Between two epochs. */
        public static final Cursor START = new Cursor(0, 0);
    }

    private record Head(
            String origin, List<EpochResult> results, Cursor cursor, double seconds, List<Integer> lengths) {}

    /** This checkpoint of another origin. */
    public Checkpoint from(String other) {
        return new Checkpoint(other, results, cursor, seconds, arrays);
    }

    /** This checkpoint, reached in so many seconds. */
    public Checkpoint after(double spent) {
        return new Checkpoint(origin, results, cursor, spent, arrays);
    }

    /** Epochs that are done. */
    public int epochs() {
        return results.size();
    }

    /** Writes magic, JSON of everything but the arrays, arrays, and a CRC-32C over all of it. */
    public void write(OutputStream stream) throws IOException {
        CheckedOutputStream out = new CheckedOutputStream(stream, new CRC32C());
        byte[] json = JSON.writeValueAsBytes(new Head(
                origin,
                results,
                cursor,
                seconds,
                arrays.stream().map(array -> array.length).toList()));
        writeInt(out, MAGIC);
        writeInt(out, json.length);
        out.write(json);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] array : arrays) {
            for (int at = 0; at < array.length; at += CHUNK / 4) {
                int count = Math.min(CHUNK / 4, array.length - at);
                chunk.asFloatBuffer().put(array, at, count);
                out.write(chunk.array(), 0, 4 * count);
            }
        }
        writeInt(stream, (int) out.getChecksum().getValue());
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if it is cut or damaged
     */
    public static Checkpoint read(InputStream stream) throws IOException {
        CheckedInputStream in = new CheckedInputStream(stream, new CRC32C());
        if (readInt(in) != MAGIC) {
            throw new IOException("is not a checkpoint of this version");
        }
        Head head = head(bytes(in, readInt(in)));
        List<float[]> arrays = new ArrayList<>();
        for (int length : head.lengths()) {
            arrays.add(floats(in, length));
        }
        int sum = (int) in.getChecksum().getValue();
        if (readInt(stream) != sum) {
            throw new IOException("is cut or damaged");
        }
        return new Checkpoint(head.origin(), head.results(), head.cursor(), head.seconds(), arrays);
    }

    private static Head head(byte[] json) throws IOException {
        try {
            return JSON.readValue(json, Head.class);
        } catch (IOException bad) {
            throw new IOException("is cut or damaged", bad);
        }
    }

    private static float[] floats(InputStream in, int length) throws IOException {
        if (length < 0 || length > MOST) {
            throw new IOException("is cut or damaged");
        }
        float[] array = new float[length];
        for (int at = 0; at < length; at += CHUNK / 4) {
            int count = Math.min(CHUNK / 4, length - at);
            ByteBuffer.wrap(bytes(in, 4 * count))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(array, at, count);
        }
        return array;
    }

    private static byte[] bytes(InputStream in, int count) throws IOException {
        if (count < 0 || count > MOST) {
            throw new IOException("is cut or damaged");
        }
        byte[] bytes = in.readNBytes(count); // which allocates as it reads: a wrong length costs nothing
        if (bytes.length < count) {
            throw new EOFException("is cut or damaged");
        }
        return bytes;
    }

    private static void writeInt(OutputStream out, int value) throws IOException {
        out.write(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private static int readInt(InputStream in) throws IOException {
        return ByteBuffer.wrap(bytes(in, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }
}
