package dither.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.UnknownFieldSet;
import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
import dither.quant.DiffQ;
import dither.store.LayerBits;
import dither.store.Site;
import dither.sweep.Progress;
import dither.sweep.Sweep;
import dither.sweep.executor.LocalExecutor;
import dither.task.Metric;
import dither.train.EpochMetrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackingTest {
    // Numbers of fields in TensorFlow's event.proto and summary.proto.
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int HISTOGRAM = 5;
    private static final int MIN = 1;
    private static final int COUNT = 3;
    private static final int BUCKETS = 7;

    private static final Trial TRIAL = TestTrials.longer(new DiffQ(5, 8).withLogitRate(0.05), 3);

    @TempDir
    Path folder;

    private Site finished() throws InterruptedException {
        Site site = new Site(folder, Scale.SMOKE, null);
        new Sweep(site, new LocalExecutor(), Progress.silent()).run(List.of(TRIAL));
        return site;
    }

    /** Read by a parser that knows no more than the wire format. */
    private static List<UnknownFieldSet> events(byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<UnknownFieldSet> events = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] head = new byte[8];
            in.get(head);
            assertEquals(maskedCrc(head), in.getInt(), "CRC of the length of event " + events.size());
            byte[] event = new byte
                    [(int) ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong()];
            in.get(event);
            assertEquals(maskedCrc(event), in.getInt(), "CRC of event " + events.size());
            events.add(UnknownFieldSet.parseFrom(event));
        }
        return events;
    }

    /** Bit by bit, by the definition: Castagnoli's polynomial, reflected; rotated and shifted as TensorFlow does. */
    private static int maskedCrc(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int i = 0; i < 8; i++) {
                crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
            }
        }
        crc = ~crc;
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    @Test
    void tensorBoardReadsBackWhatWasRecorded() throws IOException, InterruptedException {
        Site site = finished();
        Path board = folder.resolve("board");

        assertTrue(new TensorBoard().export("table-x", TRIAL, site.runs(), board));

        Path file;
        try (Stream<Path> files = Files.walk(board)) {
            file = files.filter(path -> path.getFileName().toString().startsWith("events.out.tfevents."))
                    .findFirst()
                    .orElseThrow();
        }
        List<UnknownFieldSet> events = events(Files.readAllBytes(file));
        assertEquals("brain.Event:2", text(events.getFirst(), FILE_VERSION));
        Map<String, UnknownFieldSet> found = new TreeMap<>();
        for (UnknownFieldSet event : events.subList(1, events.size())) {
            UnknownFieldSet value = inside(inside(event, SUMMARY), VALUE);
            found.put(event.getField(STEP).getVarintList().getFirst() + " " + text(value, TAG), value);
        }
        for (EpochMetrics epoch : site.runs().metrics(TRIAL)) {
            assertEquals((float) epoch.trainLoss(), scalar(found.get(epoch.epoch() + " loss/train")));
            assertEquals(
                    epoch.scores().get(Metric.ACCURACY).floatValue(),
                    scalar(found.get(epoch.epoch() + " test/accuracy")));
        }
        List<LayerBits> layers = site.runs().layerBits(TRIAL);
        assertFalse(layers.isEmpty());
        for (LayerBits layer : layers) {
            UnknownFieldSet histogram = inside(found.get(layer.epoch() + " bits/" + layer.layer()), HISTOGRAM);
            double weights =
                    layer.weights().values().stream().mapToLong(Long::longValue).sum();
            assertEquals(weights, number(histogram, COUNT), layer.layer());
            assertEquals((double) layer.weights().firstKey(), number(histogram, MIN), layer.layer());
            ByteBuffer buckets = histogram
                    .getField(BUCKETS)
                    .getLengthDelimitedList()
                    .getFirst()
                    .asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(8 * layer.weights().size(), buckets.remaining(), layer.layer());
            for (long count : layer.weights().values()) {
                assertEquals((double) count, buckets.getDouble(), layer.layer());
            }
        }
    }

    private static UnknownFieldSet inside(UnknownFieldSet message, int field) throws IOException {
        return UnknownFieldSet.parseFrom(
                message.getField(field).getLengthDelimitedList().getFirst());
    }

    private static String text(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().getFirst().toStringUtf8();
    }

    private static float scalar(UnknownFieldSet value) {
        return Float.intBitsToFloat(
                value.getField(SIMPLE_VALUE).getFixed32List().getFirst());
    }

    private static double number(UnknownFieldSet message, int field) {
        return Double.longBitsToDouble(message.getField(field).getFixed64List().getFirst());
    }

    @Test
    void mlflowHasParametersMetricsAndTags() throws IOException, InterruptedException {
        Site site = finished();
        Path store = folder.resolve("mlruns");

        assertTrue(new Mlflow().export("table-x", TRIAL, site.runs(), store));

        Path run;
        try (Stream<Path> files = Files.walk(store, 2)) {
            run = files.filter(path -> path.getFileName().toString().length() == 32)
                    .findFirst()
                    .orElseThrow();
        }
        assertEquals(
                TRIAL.signature().hex(),
                Files.readString(run.resolve("tags/signature")),
                "its id is another in each experiment");
        assertEquals("5.0", Files.readString(run.resolve("params/method.penalty")));
        assertEquals("DiffQ", Files.readString(run.resolve("params/method.type")));
        List<String> losses = Files.readAllLines(run.resolve("metrics/train_loss"));
        assertEquals(3, losses.size());
        String[] last = losses.getLast().split(" ");
        assertEquals(site.runs().metrics(TRIAL).getLast().trainLoss(), Double.parseDouble(last[1]));
        assertEquals("3", last[2]);
        assertEquals(TRIAL.signature().hex(), Files.readString(run.resolve("tags/signature")));
        String meta = Files.readString(run.resolve("meta.yaml"));
        assertTrue(meta.contains("status: 3") && meta.contains("run_id: \"" + run.getFileName() + "\""), meta);
        assertTrue(Files.readString(run.resolveSibling("meta.yaml")).contains("name: \"table-x\""));
    }

    @Test
    void nothingIsWrittenOfTrialsThatNobodyRan() {
        Site site = new Site(folder, Scale.SMOKE, null);

        assertFalse(new TensorBoard().export("table-x", TRIAL, site.runs(), folder.resolve("board")));
        assertFalse(new Mlflow().export("table-x", TRIAL, site.runs(), folder.resolve("mlruns")));
        assertFalse(Files.exists(folder.resolve("board")));
    }
}
