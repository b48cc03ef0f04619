package dither.track;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.CRC32C;

/**
 * Bytes of a TensorBoard event file: records of {@code length, masked CRC of it, event, masked CRC of it}, little-endian, each event a protocol
 * buffer. Source: TensorFlow's {@code record_writer.h}, {@code event.proto} and {@code summary.proto}.
 */
final class EventFile {
    private static final int MASK = 0xa282ead8;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final double time;

    /** @param time of all events, in seconds since 1970 */
    EventFile(double time) {
        this.time = time;
        add(event -> event.writeString(3, "brain.Event:2"));
    }

    private interface Fields {
        void write(CodedOutputStream to) throws IOException;
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream to = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(to);
            to.flush();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible); // nothing leaves memory
        }
        return bytes.toByteArray();
    }

    private void add(Fields fields) {
        byte[] event = message(to -> {
            to.writeDouble(1, time);
            fields.write(to);
        });
        byte[] length = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(event.length)
                .array();
        out.writeBytes(length);
        out.writeBytes(masked(length));
        out.writeBytes(event);
        out.writeBytes(masked(event));
    }

    private static byte[] masked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        int value = Integer.rotateRight((int) crc.getValue(), 15) + MASK;
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private void value(long step, String tag, Fields fields) {
        byte[] value = message(to -> {
            to.writeString(1, tag);
            fields.write(to);
        });
        byte[] summary = message(to -> to.writeByteArray(1, value));
        add(event -> {
            event.writeInt64(2, step);
            event.writeByteArray(5, summary);
        });
    }

    /** A number at a step. */
    void scalar(long step, String tag, double number) {
        value(step, tag, to -> to.writeFloat(2, (float) number));
    }

    /** How often each whole number occurs, at a step. */
    void histogram(long step, String tag, SortedMap<Integer, Long> counts) {
        double sum = 0;
        double squares = 0;
        long all = 0;
        for (Map.Entry<Integer, Long> entry : counts.entrySet()) {
            sum += (double) entry.getKey() * entry.getValue();
            squares += (double) entry.getKey() * entry.getKey() * entry.getValue();
            all += entry.getValue();
        }
        double[] totals = {counts.firstKey(), counts.lastKey(), all, sum, squares};
        byte[] histogram = message(to -> {
            for (int field = 1; field <= totals.length; field++) {
                to.writeDouble(field, totals[field - 1]);
            }
            to.writeByteArray(
                    6,
                    doubles(counts.keySet().stream()
                            .mapToDouble(bits -> bits + 0.5)
                            .toArray()));
            to.writeByteArray(
                    7,
                    doubles(counts.values().stream()
                            .mapToDouble(Long::doubleValue)
                            .toArray()));
        });
        value(step, tag, to -> to.writeByteArray(5, histogram));
    }

    /** Packed, as repeated numbers are. */
    private static byte[] doubles(double[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        return bytes.array();
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
