package dither.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.codec.entropy.Tier;
import dither.quant.stored.Centroids;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Files that no writer made: claims are checked before memory is taken, and later versions are understood as far as they can be. */
class HostileFilesTest {
    /** With checksums made good again, so that the checks after them are reached; of a version without deflated indexes. */
    @RepeatedTest(20)
    void hostileIndexesEndInOneKindOfException(RepetitionInfo info) throws IOException {
        Random random = new Random(info.getCurrentRepetition());
        byte[] good = DitherFileTest.golden("version-1.1.dither");
        for (int i = 0; i < 500; i++) {
            byte[] bad = good.clone();
            int indexLength =
                    ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN).getInt(16);
            bad[DitherFile.PREFIX_BYTES + random.nextInt(indexLength)] = (byte) random.nextInt();
            reseal(bad, indexLength);
            try {
                DitherFile.decode(bad);
            } catch (FormatException expected) {
                assertTrue(expected.getMessage().length() < 300);
            }
        }
    }

    private static void reseal(byte[] file, int indexLength) {
        var buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        CRC32C crc = new CRC32C();
        crc.update(file, DitherFile.PREFIX_BYTES, indexLength);
        buffer.putInt(20, (int) crc.getValue());
        crc.reset();
        crc.update(file, 0, DitherFile.PREFIX_BYTES - 8);
        buffer.putInt(DitherFile.PREFIX_BYTES - 8, (int) crc.getValue());
    }

    @Test
    void manyGroupsWithoutBytesAreRefusedBeforeTheyAreMade() {
        IndexWriter index = new IndexWriter();
        index.varint(0);
        index.varint(1);
        index.text("w");
        index.varint(1);
        index.varint(2_000_000_000); // numbers, each a group of its own
        index.varint(2);
        index.varint(2);
        index.varint(1);
        index.varint(2);
        index.float32(0);
        index.float32(1);
        for (int section = 0; section < 2; section++) {
            index.varint(0);
            index.int32(0);
        }
        ByteBuffer file =
                ByteBuffer.allocate(DitherFile.PREFIX_BYTES + index.length()).order(ByteOrder.LITTLE_ENDIAN);
        file.put(DitherFile.MAGIC)
                .putShort((short) 1)
                .putShort((short) 0)
                .putInt(0)
                .putInt(index.length());
        file.putInt(0).putLong(file.capacity());
        file.position(DitherFile.PREFIX_BYTES).put(index.toByteArray());
        reseal(file.array(), index.length());

        assertThrows(FormatException.class, () -> DitherFile.decode(file.array()));
    }

    /** A file with one tensor of three levels, as a later minor version might write it. */
    private static byte[] later(int extraRole) throws IOException {
        var tensor = new QuantizedTensor.Uniform("w", List.of(3L), 2, new short[] {0, 1, 3}, 0, 3);
        byte[] levels = TensorCodec.sections(tensor, new SectionEncoder(Tier.FAST.coders()))
                .getFirst();
        byte[] extra = {1, 2, 3, 4, 5};
        IndexWriter index = new IndexWriter();
        index.varint(0);
        index.varint(1);
        TensorCodec.describe(tensor, index);
        index.varint(2);
        index.varint(extraRole);
        index.varint(extra.length);
        index.int32(DitherFile.crc(extra));
        index.varint(0);
        index.varint(levels.length);
        index.int32(DitherFile.crc(levels));
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (Deflater deflater = new Deflater(9, true);
                DeflaterOutputStream out = new DeflaterOutputStream(deflated, deflater)) {
            out.write(index.toByteArray());
        }
        int length = DitherFile.PREFIX_BYTES + deflated.size() + extra.length + levels.length;
        ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(DitherFile.MAGIC).putShort((short) 1).putShort((short) 9).putInt(2);
        file.putInt(deflated.size()).putInt(0).putLong(length).putInt(0).putInt(index.length());
        file.put(deflated.toByteArray()).put(extra).put(levels);
        reseal(file.array(), deflated.size());
        return file.array();
    }

    @Test
    void unknownAncillarySectionsOfLaterVersionsAreSkipped() throws IOException {
        QuantizedModel read = DitherFile.decode(later(1));

        assertArrayEquals(new float[] {0, 1, 3}, read.tensors().getFirst().dequantize());
        byte[] critical = later(2);
        FormatException refused = assertThrows(FormatException.class, () -> DitherFile.decode(critical));
        assertTrue(refused.getMessage().contains("does not know"), refused.getMessage());
    }

    @Test
    void tensorsThatTakeMoreMemoryThanAllowedAreRefused() throws IOException {
        var zeros = new QuantizedTensor.Uniform("w", List.of(1L << 20), 2, new short[1 << 20], 0, 0);
        byte[] file = DitherFile.encode(new QuantizedModel(Map.of(), List.of(zeros)), Tier.SMALL)
                .bytes();

        assertTrue(file.length < 200, "took " + file.length);
        try (DitherReader reader = DitherReader.of(file, 1 << 20)) {
            FormatException refused = assertThrows(FormatException.class, () -> reader.tensor("w"));
            assertTrue(refused.getMessage().contains("more bytes of memory for w"), refused.getMessage());
        }
        try (DitherReader reader = DitherReader.of(file, 64 << 20)) {
            assertEquals(1 << 20, reader.tensor("w").length());
        }
    }

    /** One centroid for two billion numbers: no bytes, and no memory that was not allowed. */
    @Test
    void oneCentroidCannotTakeAllMemory() throws IOException {
        var product =
                new QuantizedTensor.Product("p", List.of(4L, 6L), 2, new Centroids.Half(new short[2]), new short[12]);
        IndexWriter index = new IndexWriter();
        index.varint(0);
        index.varint(1);
        index.text("p");
        index.varint(1);
        index.varint(2_000_000_000);
        index.varint(8);
        index.varint(0);
        index.varint(2);
        index.varint(0);
        List<byte[]> sections = TensorCodec.sections(product, new SectionEncoder(Tier.FAST.coders()));
        byte[] file = coded(index, sections);

        try (DitherReader reader = DitherReader.of(file, 16 << 20)) {
            FormatException refused = assertThrows(FormatException.class, reader::model);
            assertTrue(refused.getMessage().contains("more bytes of memory"), refused.getMessage());
        }
    }

    @Test
    void impossibleGridsAreRefused() throws IOException {
        byte[] levels = TensorCodec.sections(
                        new QuantizedTensor.Uniform("w", List.of(3L), 2, new short[] {0, 1, 3}, 0, 3),
                        new SectionEncoder(Tier.FAST.coders()))
                .getFirst();
        for (float[] range : new float[][] {{1, 0}, {Float.NaN, 1}, {-3e38f, 3e38f}, {0, Float.POSITIVE_INFINITY}}) {
            IndexWriter index = new IndexWriter();
            index.varint(0);
            index.varint(1);
            index.text("w");
            index.varint(1);
            index.varint(3);
            index.varint(1);
            index.varint(2);
            index.float32(range[0]);
            index.float32(range[1]);
            byte[] file = coded(index, List.of(levels));
            assertThrows(FormatException.class, () -> DitherFile.decode(file), () -> Arrays.toString(range));
        }
    }

    /** A coded file of one tensor that an index describes up to its sections. */
    private static byte[] coded(IndexWriter index, List<byte[]> sections) throws IOException {
        index.varint(sections.size());
        ByteArrayOutputStream contents = new ByteArrayOutputStream();
        for (byte[] section : sections) {
            index.varint(0);
            index.varint(section.length);
            index.int32(DitherFile.crc(section));
            contents.writeBytes(section);
        }
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (Deflater deflater = new Deflater(9, true);
                DeflaterOutputStream out = new DeflaterOutputStream(deflated, deflater)) {
            out.write(index.toByteArray());
        }
        int length = DitherFile.PREFIX_BYTES + deflated.size() + contents.size();
        ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(DitherFile.MAGIC).putShort((short) 1).putShort((short) 2).putInt(3);
        file.putInt(deflated.size()).putInt(0).putLong(length).putInt(0).putInt(index.length());
        file.put(deflated.toByteArray()).put(contents.toByteArray());
        reseal(file.array(), deflated.size());
        return file.array();
    }
}
