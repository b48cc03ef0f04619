package dither.codec;

import dither.codec.entropy.Tier;
import dither.quant.stored.QuantizedTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    /** Most bytes of a key or a value of metadata. */
    public static final int LONGEST_TEXT = IndexReader.LONGEST_TEXT;

    /** As many floats as an array of bytes can hold. */
    public static final int MOST_FLOATS = Integer.MAX_VALUE / Float.BYTES - 8;

    private static final int MOST_IN_MEMORY = 64 << 20;

    private final SortedMap<String, String> metadata;
    private final SectionEncoder encoder;
    private final IndexWriter entries = new IndexWriter();
    private final List<Part> parts = new ArrayList<>();
    private double deflation = 1;
    private final Path target;
    private final Path waiting;
    private final DeferredFileOutputStream sections;
    private final Set<String> names = new HashSet<>();

    /** Bytes of one tensor: of its sections, and of its entry in the index. */
    private record Part(long sections, int entry) {}

    /**
     * @param metadata what else a reader should know
     * @param target the file that will be written, beside which sections may wait
     */
    public DitherWriter(Map<String, String> metadata, Tier tier, Path target) {
        this(metadata, tier, target, MOST_IN_MEMORY);
    }

    DitherWriter(Map<String, String> metadata, Tier tier, Path target, int mostInMemory) {
        this.metadata = new TreeMap<>(metadata);
        this.target = target;
        encoder = new SectionEncoder(tier.coders());
        waiting = AtomicFiles.temporary(target, "sections");
        sections = DeferredFileOutputStream.builder()
                .setThreshold(mostInMemory)
                .setOutputFile(waiting.toFile())
                .get();
    }

    /**
     * Appends a tensor; returns the bytes of its sections.
     *
     * @throws IllegalArgumentException if it cannot be held: no more than 65,536 tensors, each of a name of its own, of at
     *     most 8 dimensions and fewer than 2^31 numbers ({@value #MOST_FLOATS} that are not quantised), with an index of at most 16 MiB
     */
    public long add(QuantizedTensor tensor) {
        require(!names.contains(tensor.name()), "a second tensor " + tensor.name());
        require(names.size() < DitherFile.MOST_TENSORS, "more than " + DitherFile.MOST_TENSORS + " tensors");
        require(
                tensor.shape().stream().allMatch(size -> size <= Integer.MAX_VALUE),
                tensor.name() + " of shape " + tensor.shape() + ", which has a size of more than 2^31 - 1");
        require(
                !(tensor instanceof QuantizedTensor.Raw) || tensor.length() <= MOST_FLOATS,
                tensor.name() + " of " + tensor.length() + " floats, of which an array of bytes holds " + MOST_FLOATS);
        names.add(tensor.name());
        AtomicFiles.openForNow(waiting);
        int before = entries.length();
        TensorCodec.describe(tensor, entries);
        List<byte[]> contents = TensorCodec.sections(tensor, encoder);
        entries.varint(contents.size());
        long bytes = 0;
        for (byte[] section : contents) {
            entries.varint(0); // its role: one of those that the kind of tensor asks for
            entries.varint(section.length);
            entries.int32(DitherFile.crc(section));
            try {
                sections.write(section);
            } catch (IOException bad) {
                throw AtomicFiles.cannotWrite(target, bad);
            }
            bytes += section.length;
        }
        require(
                entries.length() < DitherFile.MOST_INDEX_BYTES,
                "names and shapes of more than " + DitherFile.MOST_INDEX_BYTES + " bytes");
        parts.add(new Part(bytes, entries.length() - before));
        return bytes;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException("a .dither file cannot hold " + what);
        }
    }

    /** Whether a key or a value of metadata is short enough. */
    public static boolean canHold(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= IndexReader.LONGEST_TEXT;
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
        require(metadata.size() <= DitherFile.MOST_METADATA, "more than " + DitherFile.MOST_METADATA + " notes");
        IndexWriter index = new IndexWriter();
        index.varint(metadata.size());
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            index.text(entry.getKey());
            index.text(entry.getValue());
        }
        index.varint(parts.size());
        index.append(entries);
        require(
                index.length() <= DitherFile.MOST_INDEX_BYTES,
                "names, shapes and notes of more than " + DitherFile.MOST_INDEX_BYTES + " bytes");
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
        try {
            sections.close();
        } finally {
            AtomicFiles.discard(waiting);
        }
    }
}
