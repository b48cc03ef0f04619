package dither.codec;

import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The {@code .dither} container: a fixed prefix, an index of all tensors, then their sections without holes.
 *
 * <p>Everything is little-endian; the index and each section carry a CRC-32C. See {@code docs/format.md}.
 */
public final class DitherFile {
    static final byte[] MAGIC = {(byte) 0x89, 'D', 'T', 'H', '\r', '\n', 0x1a, '\n'};
    static final short MAJOR = 1;
    static final short MINOR = 1;
    /** Set in files with kinds of tensors that version 1.0 did not have, so that its readers say why they give up. */
    static final int NEWER_KINDS = 1;

    static final int PREFIX_BYTES = 40;
    static final int MOST_INDEX_BYTES = 16 << 20;

    private DitherFile() {}

    /**
     * The bytes of one model.
     *
     * @param bytes the whole file
     * @param perTensor how many of them each tensor takes, its entry in the index included
     */
    public record Encoded(byte[] bytes, List<Long> perTensor) {}

    /** Encodes a model. */
    public static Encoded encode(QuantizedModel model) {
        List<List<byte[]>> contents =
                model.tensors().stream().map(TensorCodec::sections).toList();
        IndexWriter index = new IndexWriter();
        index.varint(model.metadata().size());
        for (Map.Entry<String, String> entry : model.metadata().entrySet()) {
            index.text(entry.getKey());
            index.text(entry.getValue());
        }
        index.varint(contents.size());
        List<Long> perTensor = new ArrayList<>();
        for (int t = 0; t < contents.size(); t++) {
            int before = index.length();
            TensorCodec.describe(model.tensors().get(t), index);
            long bytes = 0;
            for (byte[] section : contents.get(t)) {
                index.varint(section.length);
                index.int32(crc(section, 0, section.length));
                bytes += section.length;
            }
            perTensor.add(bytes + index.length() - before);
        }
        byte[] indexBytes = index.toByteArray();
        long sections = contents.stream()
                .flatMap(List::stream)
                .mapToLong(section -> section.length)
                .sum();
        ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(PREFIX_BYTES + indexBytes.length + sections))
                .order(ByteOrder.LITTLE_ENDIAN);
        boolean newer = model.tensors().stream().anyMatch(TensorCodec::isNewerKind);
        file.put(MAGIC).putShort(MAJOR).putShort(MINOR).putInt(newer ? NEWER_KINDS : 0);
        file.putInt(indexBytes.length).putInt(crc(indexBytes, 0, indexBytes.length));
        file.putLong(file.capacity());
        file.putInt(crc(file.array(), 0, file.position())).putInt(0);
        file.put(indexBytes);
        contents.forEach(c -> c.forEach(file::put));
        return new Encoded(file.array(), perTensor);
    }

    /**
     * Decodes a model.
     *
     * @throws FormatException if the bytes are not a whole, undamaged file of this version
     */
    public static QuantizedModel decode(byte[] bytes) throws FormatException {
        ByteBuffer prefix = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        require(bytes.length >= PREFIX_BYTES, "has only " + bytes.length + " bytes, a .dither file has at least 40");
        for (byte expected : MAGIC) {
            require(prefix.get() == expected, "does not start with the mark of a .dither file");
        }
        require(
                crc(bytes, 0, PREFIX_BYTES - 8) == prefix.getInt(PREFIX_BYTES - 8),
                "is damaged: the checksum of its first bytes does not match");
        short major = prefix.getShort();
        require(major == MAJOR, "has format version " + major + ", this program reads version " + MAJOR);
        prefix.getShort();
        require((prefix.getInt() & ~NEWER_KINDS) == 0, "uses features that this program does not know");
        int indexLength = prefix.getInt();
        int indexCrc = prefix.getInt();
        long fileLength = prefix.getLong();
        require(fileLength == bytes.length, "is cut: it has " + bytes.length + " bytes and should have " + fileLength);
        require(
                indexLength >= 0 && indexLength <= MOST_INDEX_BYTES && PREFIX_BYTES + indexLength <= bytes.length,
                "has an impossible index of " + indexLength + " bytes");
        require(
                crc(bytes, PREFIX_BYTES, indexLength) == indexCrc,
                "is damaged: the checksum of its index does not match");
        return sections(new IndexReader(bytes, PREFIX_BYTES, indexLength), bytes, PREFIX_BYTES + indexLength);
    }

    private static QuantizedModel sections(IndexReader index, byte[] bytes, int first) throws FormatException {
        int entries = index.count("metadata entries", 1024);
        Map<String, String> metadata = new TreeMap<>();
        for (int i = 0; i < entries; i++) {
            metadata.put(index.text(), index.text());
        }
        int count = index.count("tensors", 65_536);
        List<QuantizedTensor> tensors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int at = first;
        for (int t = 0; t < count; t++) {
            TensorCodec.Entry entry = TensorCodec.read(index);
            require(names.add(entry.name()), "names two tensors " + entry.name());
            List<byte[]> sections = new ArrayList<>();
            for (int s = 0; s < entry.sectionCount(); s++) {
                int length = index.count("bytes of a section", Integer.MAX_VALUE);
                int crc = index.int32();
                require(length <= bytes.length - at, "is damaged: " + entry.name() + " ends beyond the file");
                require(
                        crc(bytes, at, length) == crc,
                        "is damaged: the checksum of " + entry.name() + " does not match");
                sections.add(Arrays.copyOfRange(bytes, at, at + length));
                at += length;
            }
            tensors.add(entry.decoder().decode(sections));
        }
        for (QuantizedTensor tensor : tensors) {
            if (tensor instanceof QuantizedTensor.Tied tied) {
                require(
                        tensors.stream()
                                .anyMatch(t -> t.name().equals(tied.owner())
                                        && t.shape().equals(tied.shape())
                                        && !(t instanceof QuantizedTensor.Tied)),
                        "ties " + tied.name() + " to " + tied.owner() + ", which it does not hold in that shape");
            }
        }
        require(index.isExhausted() && at == bytes.length, "is damaged: it has bytes that belong to no tensor");
        return new QuantizedModel(metadata, tensors);
    }

    /** Writes a model, whole or not at all; returns what was written. */
    public static Encoded write(Path path, QuantizedModel model) {
        Encoded encoded = encode(model);
        AtomicFiles.write(path, encoded.bytes());
        return encoded;
    }

    /** Reads a file; every complaint names it. */
    public static QuantizedModel read(Path path) throws IOException {
        return WholeFile.read(path, DitherFile::decode);
    }

    static void require(boolean condition, String complaint) throws FormatException {
        if (!condition) {
            throw new FormatException(complaint);
        }
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
