package dither.codec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dither.interchange.OnnxReader;
import dither.interchange.SafetensorsReader;
import dither.interchange.WeightReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 200,000 damaged files: whatever was changed, there is one kind of exception, and memory stays within what was allowed.
 *
 * <p>Checksums are made good again in most of them, so that what lies after them is reached.
 */
class MutationsTest {
    private static final long ALLOWED = 16 << 20;
    /** For indexes and copies of the file; readers of other formats have no more than this. */
    private static final long BESIDE = 4 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A coded file in parts that can be changed and put together again. */
    private record Anatomy(byte[] prefix, byte[] index, List<byte[]> sections, List<Integer> checksums) {
        static Anatomy of(byte[] file) throws DataFormatException {
            ByteBuffer prefix = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
            int length = prefix.getInt(16);
            byte[] index = new byte[prefix.getInt(36)];
            try (Inflater inflater = new Inflater(true)) {
                inflater.setInput(file, 40, length);
                inflater.inflate(index);
            }
            List<byte[]> sections = new ArrayList<>();
            List<Integer> checksums = new ArrayList<>();
            ByteBuffer numbers = ByteBuffer.wrap(index).order(ByteOrder.LITTLE_ENDIAN);
            int from = 40 + length;
            for (int at = 0; at + 4 <= index.length && from < file.length; at++) {
                // The index has the checksum of the next section where the bytes of that length say so.
                for (int bytes = at > 0 ? 1 : 3; bytes <= 2; bytes++) {
                    int claimed = bytes == 1 ? index[at - 1] : at > 1 ? index[at - 2] & 127 | index[at - 1] << 7 : -1;
                    if (claimed > 0
                            && from + claimed <= file.length
                            && DitherFile.crc(file, from, claimed) == numbers.getInt(at)) {
                        sections.add(Arrays.copyOfRange(file, from, from + claimed));
                        checksums.add(at);
                        from += claimed;
                        at += 3;
                        break;
                    }
                }
            }
            return new Anatomy(Arrays.copyOf(file, 40), index, sections, checksums);
        }

        byte[] file(byte[] otherIndex, int changed, byte[] section) throws IOException {
            byte[] plain = otherIndex.clone();
            if (changed >= 0 && checksums.get(changed) + 4 <= plain.length) {
                ByteBuffer.wrap(plain)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(checksums.get(changed), DitherFile.crc(section));
            }
            ByteArrayOutputStream deflated = new ByteArrayOutputStream();
            try (Deflater deflater = new Deflater(1, true);
                    DeflaterOutputStream out = new DeflaterOutputStream(deflated, deflater)) {
                out.write(plain);
            }
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            for (int s = 0; s < sections.size(); s++) {
                rest.writeBytes(s == changed ? section : sections.get(s));
            }
            ByteBuffer file =
                    ByteBuffer.allocate(40 + deflated.size() + rest.size()).order(ByteOrder.LITTLE_ENDIAN);
            file.put(prefix).put(deflated.toByteArray()).put(rest.toByteArray());
            file.putInt(16, deflated.size())
                    .putInt(20, DitherFile.crc(deflated.toByteArray()))
                    .putLong(24, file.capacity())
                    .putInt(36, plain.length);
            file.putInt(32, DitherFile.crc(file.array(), 0, 32));
            return file.array();
        }
    }

    /** Other bits, other bytes, bytes of another place, or extreme numbers, at one to four places. */
    private static byte[] changed(byte[] bytes, Random random) {
        byte[] bad = bytes.clone();
        for (int times = 1 + random.nextInt(4); times > 0 && bad.length > 0; times--) {
            int at = random.nextInt(bad.length);
            switch (random.nextInt(4)) {
                case 0 -> bad[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bad[at] = (byte) random.nextInt();
                case 2 -> bad[at] = bad[random.nextInt(bad.length)];
                default -> bad[at] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
            }
        }
        return bad;
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "fast", "packed"})
    void damagedModelsAreRefusedOrRead(String tier) throws IOException, DataFormatException {
        byte[] good = Files.readAllBytes(Path.of("src/test/resources/golden/version-1.2-" + tier + ".dither"));
        Anatomy anatomy = Anatomy.of(good);
        assertTrue(anatomy.sections.size() > 15, "found " + anatomy.sections.size() + " sections");
        Random random = new Random(tier.hashCode());
        int read = 0;
        for (int i = 0; i < 40_000; i++) {
            byte[] bad = switch (i % 5) {
                case 0 -> changed(good, random);
                case 1, 2 -> anatomy.file(changed(anatomy.index, random), -1, null);
                default -> {
                    int which = random.nextInt(anatomy.sections.size());
                    byte[] section = changed(anatomy.sections.get(which), random);
                    yield anatomy.file(anatomy.index, which, section);
                }
            };
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try (DitherReader reader = DitherReader.of(bad, ALLOWED)) {
                for (String name : reader.shapes().keySet()) {
                    if (random.nextInt(8) == 0) {
                        reader.tensor(name);
                        read++;
                        break;
                    }
                }
            } catch (FormatException expected) {
                assertTrue(expected.getMessage().length() < 2000, expected.getMessage());
            }
            long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
            int number = i;
            assertTrue(taken < ALLOWED + BESIDE, () -> "file " + number + " of " + tier + " took " + taken + " bytes");
        }
        int count = read;
        assertTrue(count > 1000, () -> "only " + count + " tensors were read at all");
    }

    @Test
    void damagedSafetensorsAreRefusedOrRead() throws IOException {
        byte[] good = Files.readAllBytes(Path.of("src/test/resources/golden/tiny.safetensors"));
        SafetensorsReader.of(good).close(); // what classes take when they are loaded is not the file's
        Random random = new Random(1);
        for (int i = 0; i < 60_000; i++) {
            byte[] bad = changed(good, random);
            open(() -> SafetensorsReader.of(bad));
        }
    }

    @Test
    void damagedOnnxIsRefusedOrRead() throws IOException {
        byte[] good = Files.readAllBytes(Path.of("src/test/resources/golden/tiny.onnx"));
        OnnxReader.of(good).close(); // what classes take when they are loaded is not the file's
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = changed(good, random);
            open(() -> OnnxReader.of(bad));
        }
    }

    @FunctionalInterface
    private interface Opening {
        WeightReader open() throws FormatException;
    }

    private static void open(Opening opening) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try (WeightReader reader = opening.open()) {
            for (String name : reader.names()) {
                reader.tensor(name).floats();
            }
        } catch (FormatException expected) {
            assertTrue(expected.getMessage().length() < 10_000, expected.getMessage());
        }
        long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(taken < BESIDE, () -> "took " + taken + " bytes");
    }
}
