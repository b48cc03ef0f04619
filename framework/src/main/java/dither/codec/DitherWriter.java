package dither.codec;

import dither.codec.entropy.Tier;
import dither.quant.stored.QuantizedTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.apache.commons.io.output.DeferredFileOutputStream;

/**
 * Writes a {@code .dither} file tensor by tensor.
 *
 * <p>The index comes first in the file and knows the length of everything, so sections wait until the last tensor is there: in memory
 * while they are few, then in a file beside the one to write.
 */
public final class DitherWriter implements AutoCloseable {
    private static final int MOST_IN_MEMORY = 64 << 20;

    private final SortedMap<String, String> metadata;
    private final SectionEncoder encoder;
    private final IndexWriter entries = new IndexWriter();
    private final List<Part> parts = new ArrayList<>();
    private double deflation = 1;
    private final DeferredFileOutputStream sections;

    /** Bytes of one tensor: of its sections, and of its entry in the index. */
    private record Part(long sections, int entry) {}

    /**
     * @param metadata what else a reader should know
     * @param folder where sections may wait
     */
    public DitherWriter(Map<String, String> metadata, Tier tier, Path folder) {
        this(metadata, tier, folder, MOST_IN_MEMORY);
    }

    DitherWriter(Map<String, String> metadata, Tier tier, Path folder, int mostInMemory) {
        this.metadata = new TreeMap<>(metadata);
        encoder = new SectionEncoder(tier.coders());
        sections = DeferredFileOutputStream.builder()
                .setThreshold(mostInMemory)
                .setPrefix("sections")
                .setSuffix(".tmp")
                .setDirectory(folder)
                .get();
    }

    /** Appends a tensor; returns the bytes of its sections. */
    public long add(QuantizedTensor tensor) throws IOException {
        int before = entries.length();
        TensorCodec.describe(tensor, entries);
        List<byte[]> contents = TensorCodec.sections(tensor, encoder);
        entries.varint(contents.size());
        long bytes = 0;
        for (byte[] section : contents) {
            entries.varint(0); // its role: one of those that the kind of tensor asks for
            entries.varint(section.length);
            entries.int32(DitherFile.crc(section));
            sections.write(section);
            bytes += section.length;
        }
        parts.add(new Part(bytes, entries.length() - before));
        return bytes;
    }

    /** Adds to the metadata. */
    public void note(String key, String value) {
        metadata.put(key, value);
    }

    /** Bytes of the written file that each tensor takes; the index is deflated as a whole, so its share of that is by length. */
    List<Long> perTensor() {
        return parts.stream()
                .map(part -> part.sections + (long) (part.entry * deflation))
                .toList();
    }

    /** Writes the whole file; no tensor may be added after that. */
    public void writeTo(OutputStream out) throws IOException {
        IndexWriter index = new IndexWriter();
        index.varint(metadata.size());
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            index.text(entry.getKey());
            index.text(entry.getValue());
        }
        index.varint(parts.size());
        index.append(entries);
        byte[] deflated = deflated(index.toByteArray());
        deflation = (double) deflated.length / index.length();
        sections.close();
        ByteBuffer prefix = ByteBuffer.allocate(DitherFile.PREFIX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        prefix.put(DitherFile.MAGIC).putShort(DitherFile.MAJOR).putShort(DitherFile.MINOR);
        prefix.putInt(DitherFile.NEWER_KINDS | DitherFile.CODED);
        prefix.putInt(deflated.length).putInt(DitherFile.crc(deflated));
        prefix.putLong(DitherFile.PREFIX_BYTES + deflated.length + sections.getByteCount());
        prefix.putInt(DitherFile.crc(prefix.array(), 0, prefix.position())).putInt(index.length());
        out.write(prefix.array());
        out.write(deflated);
        sections.writeTo(out);
    }

    private static byte[] deflated(byte[] index) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(index);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        sections.close();
        if (!sections.isInMemory()) {
            Files.deleteIfExists(sections.getPath());
        }
    }
}
