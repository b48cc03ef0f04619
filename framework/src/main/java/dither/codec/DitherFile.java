package dither.codec;

import dither.codec.entropy.Tier;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The {@code .dither} container for models that fit into memory: a fixed prefix, an index of all tensors, then their
 * sections without holes.
 *
 * <p>{@link DitherWriter} and {@link DitherReader} do the same tensor by tensor. The format is specified in {@code docs/format.md}.
 */
public final class DitherFile {
    static final byte[] MAGIC = {(byte) 0x89, 'D', 'T', 'H', '\r', '\n', 0x1a, '\n'};
    static final short MAJOR = 1;
    static final short MINOR = 2;
    /** Set in files with kinds of tensors that version 1.0 did not have, so that its readers say why they give up. */
    static final int NEWER_KINDS = 1;
    /** Set in files whose index is deflated and whose sections say how they are coded: since version 1.2. */
    static final int CODED = 2;

    static final int PREFIX_BYTES = 40;
    static final int MOST_INDEX_BYTES = 16 << 20;
    static final int MOST_METADATA = 1024;
    static final int MOST_TENSORS = 65_536;

    private DitherFile() {}

    /**
     * The bytes of one model.
     *
     * @param bytes the whole file
     * @param perTensor how many of them each tensor takes, its entry in the index, before that is deflated, included
     */
    public record Encoded(byte[] bytes, List<Long> perTensor) {}

    /** Encodes a model. */
    public static Encoded encode(QuantizedModel model, Tier tier) {
        try (DitherWriter writer = new DitherWriter(model.metadata(), tier, Path.of("memory"), Integer.MAX_VALUE)) {
            for (QuantizedTensor tensor : model.tensors()) {
                writer.add(tensor);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            writer.writeTo(out);
            return new Encoded(out.toByteArray(), writer.perTensor());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // all of it is in memory
        }
    }

    /**
     * Decodes a model.
     *
     * @throws FormatException if the bytes are not a whole, undamaged file of a version that this program reads
     */
    public static QuantizedModel decode(byte[] bytes) throws FormatException {
        return DitherReader.of(bytes, Runtime.getRuntime().maxMemory()).model();
    }

    /** Writes a model, whole or not at all; returns what was written. */
    public static Encoded write(Path path, QuantizedModel model, Tier tier) {
        Encoded encoded = encode(model, tier);
        AtomicFiles.write(path, encoded.bytes());
        return encoded;
    }

    /** Reads a file; every complaint names it. */
    public static QuantizedModel read(Path path) throws IOException {
        try (DitherReader reader = DitherReader.open(path)) {
            return reader.model();
        }
    }

    static void require(boolean condition, String complaint) throws FormatException {
        if (!condition) {
            throw new FormatException(complaint);
        }
    }

    static int crc(byte[] bytes) {
        return crc(bytes, 0, bytes.length);
    }

    static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
