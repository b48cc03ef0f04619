package dither.codec;

import static dither.codec.DitherFile.require;

import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads a {@code .dither} file: the index at once, tensors when they are asked for.
 *
 * <p>The file is mapped into memory, so a tensor costs its own sections and no more, however large the file is. Whatever its
 * bytes are, there is one kind of exception, and no more memory is taken than was allowed. Threads may share a reader.
 */
public final class DitherReader implements AutoCloseable {
    private static final int MOST_SECTIONS = 64;

    private final MappedFile file;
    private final long mostMemory;
    private final Map<String, String> metadata = new TreeMap<>();
    private final Map<String, Stored> tensors = new LinkedHashMap<>();
    private boolean coded;

    private record Section(long at, int length, int crc) {}

    /** What the index says of a tensor and where its sections are. */
    private record Stored(TensorCodec.Entry entry, List<Section> sections, long bytes) {}

    private DitherReader(MappedFile file, long mostMemory) throws FormatException {
        this.file = file;
        this.mostMemory = mostMemory;
        file.look(_ -> {
            readPrefix();
            return this;
        });
    }

    /** As {@link #open(Path, long)} with all memory that this program may have. */
    public static DitherReader open(Path path) throws IOException {
        return open(path, Runtime.getRuntime().maxMemory());
    }

    /**
     * Opens a file.
     *
     * @param mostMemory bytes that a single call of {@link #tensor} or {@link #model} may take
     * @throws FormatException if it is no whole file of a version that this program reads, or its index is damaged
     */
    public static DitherReader open(Path path, long mostMemory) throws IOException {
        MappedFile file = MappedFile.open(path);
        try {
            return new DitherReader(file, mostMemory);
        } catch (FormatException bad) {
            file.close();
            throw bad;
        }
    }

    /** The same for a file that is in memory. */
    public static DitherReader of(byte[] bytes, long mostMemory) throws FormatException {
        return new DitherReader(MappedFile.of(bytes), mostMemory);
    }

    private void readPrefix() throws FormatException {
        int size = DitherFile.PREFIX_BYTES;
        require(file.length() >= size, "has only " + file.length() + " bytes, a .dither file has at least " + size);
        byte[] first = file.copy(0, size);
        ByteBuffer prefix = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
        for (byte expected : DitherFile.MAGIC) {
            require(prefix.get() == expected, "does not start with the mark of a .dither file");
        }
        require(
                DitherFile.crc(first, 0, size - 8) == prefix.getInt(size - 8),
                "is damaged: the checksum of its first bytes does not match");
        short major = prefix.getShort();
        require(
                major == DitherFile.MAJOR,
                "has format version " + major + ", this program reads version " + DitherFile.MAJOR);
        prefix.getShort(); // a higher minor version adds nothing that must be known
        int flags = prefix.getInt();
        require(
                (flags & ~(DitherFile.NEWER_KINDS | DitherFile.CODED)) == 0,
                "uses features that this program does not know; get a newer one");
        coded = (flags & DitherFile.CODED) != 0;
        int length = prefix.getInt();
        int crc = prefix.getInt();
        long whole = prefix.getLong();
        require(whole == file.length(), "is cut: it has " + file.length() + " bytes and should have " + whole);
        require(
                length >= 0 && length <= DitherFile.MOST_INDEX_BYTES && size + length <= file.length(),
                "has an impossible index of " + length + " bytes");
        byte[] index = file.copy(size, length);
        require(DitherFile.crc(index) == crc, "is damaged: the checksum of its index does not match");
        byte[] plain = coded ? inflated(index, prefix.getInt(size - 4)) : index;
        readIndex(new IndexReader(plain, 0, plain.length), size + length, (double) length / Math.max(1, plain.length));
    }

    private static byte[] inflated(byte[] index, int length) throws FormatException {
        require(
                length >= 0 && length <= DitherFile.MOST_INDEX_BYTES,
                "has an impossible index of " + length + " bytes");
        byte[] plain = new byte[length];
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(index);
            int read = inflater.inflate(plain);
            require(
                    read == length
                            && (inflater.finished() || inflater.inflate(new byte[1]) == 0 && inflater.finished())
                            && inflater.getRemaining() == 0,
                    "is damaged: its index has another length than it should");
        } catch (DataFormatException bad) {
            throw new FormatException("is damaged: its index is not valid deflate data");
        }
        return plain;
    }

    private void readIndex(IndexReader index, long first, double deflation) throws FormatException {
        int pairs = index.count("metadata entries", DitherFile.MOST_METADATA);
        for (int i = 0; i < pairs; i++) {
            metadata.put(index.text(), index.text());
        }
        int count = index.count("tensors", DitherFile.MOST_TENSORS);
        long at = first;
        for (int t = 0; t < count; t++) {
            int begin = index.position();
            long before = at;
            TensorCodec.Entry entry = TensorCodec.read(index);
            List<Section> sections = new ArrayList<>();
            int some = coded ? index.count("sections", MOST_SECTIONS) : entry.sectionCount();
            for (int s = 0; s < some; s++) {
                int role = coded ? index.count("as role of a section", 127) : 0;
                int length = index.count("bytes of a section", Integer.MAX_VALUE);
                int crc = index.int32();
                require(length <= file.length() - at, "is damaged: " + entry.name() + " ends beyond the file");
                require((role & ~1) == 0, "has a section of " + entry.name() + " that this program does not know");
                if (role == 0) { // odd roles are for readers that know them
                    sections.add(new Section(at, length, crc));
                }
                at += length;
            }
            require(
                    sections.size() == entry.sectionCount(),
                    "has " + sections.size() + " sections of " + entry.name() + " instead of " + entry.sectionCount());
            require(
                    tensors.put(
                                    entry.name(),
                                    new Stored(
                                            entry,
                                            sections,
                                            at - before + (long) ((index.position() - begin) * deflation)))
                            == null,
                    "names two tensors " + entry.name());
        }
        for (Stored stored : tensors.values()) {
            if (stored.entry.owner() != null) {
                Stored owner = tensors.get(stored.entry.owner());
                require(
                        owner != null
                                && owner.entry.owner() == null
                                && owner.entry.shape().equals(stored.entry.shape()),
                        "ties " + stored.entry.name() + " to " + stored.entry.owner()
                                + ", which it does not hold in that shape");
            }
        }
        require(index.isExhausted() && at == file.length(), "is damaged: it has bytes that belong to no tensor");
    }

    /** What the writer noted beside the tensors, sorted. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /** Bytes of the file. */
    public long length() {
        return file.length();
    }

    /** Names of all tensors with their shapes, in the order of the file. */
    public Map<String, List<Long>> shapes() {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        tensors.forEach((name, stored) -> shapes.put(name, stored.entry.shape()));
        return shapes;
    }

    /** The tensor whose numbers {@code name} shares, or its own name. */
    public String owner(String name) {
        String owner = stored(name).entry.owner();
        return owner == null ? name : owner;
    }

    /** Bytes of the file that each tensor takes; the index is deflated as a whole, so its share of that is by length. */
    public List<Long> perTensor() {
        return tensors.values().stream().map(Stored::bytes).toList();
    }

    private Stored stored(String name) {
        Stored stored = tensors.get(name);
        if (stored == null) {
            throw new IllegalArgumentException("the file holds no tensor " + name);
        }
        return stored;
    }

    /**
     * One tensor.
     *
     * @throws FormatException if its sections are damaged, or it takes more memory than allowed
     */
    public QuantizedTensor tensor(String name) throws FormatException {
        Stored stored = stored(name);
        return file.look(_ -> decode(stored, new Budget(mostMemory)));
    }

    /** All of it. */
    public QuantizedModel model() throws FormatException {
        return file.look(_ -> {
            Budget budget = new Budget(mostMemory);
            List<QuantizedTensor> all = new ArrayList<>();
            for (Stored stored : tensors.values()) {
                all.add(decode(stored, budget));
            }
            return new QuantizedModel(metadata, all);
        });
    }

    private QuantizedTensor decode(Stored stored, Budget budget) throws FormatException {
        String name = stored.entry.name();
        List<byte[]> contents = new ArrayList<>();
        for (Section section : stored.sections) {
            budget.check(section.length, name);
            byte[] bytes = file.copy(section.at, section.length);
            require(DitherFile.crc(bytes) == section.crc, "is damaged: the checksum of " + name + " does not match");
            contents.add(bytes);
        }
        return stored.entry.decoder().decode(contents, new SectionDecoder(name, coded, budget));
    }

    @Override
    public void close() {
        file.close();
    }
}
