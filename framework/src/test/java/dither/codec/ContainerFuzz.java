package dither.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** A target of {@code make fuzz}: for any bytes there is a model or the one declared exception. */
public final class ContainerFuzz {
    private static final long ALLOWED = 64 << 20;

    private ContainerFuzz() {}

    /** The bytes as a whole file, and as index and sections of one whose checksums are good. */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        read(bytes);
        if (bytes.length > 2) {
            int index = Math.min((bytes[0] & 0xff) << 2, bytes.length - 1);
            read(sealed(Arrays.copyOfRange(bytes, 1, 1 + index), Arrays.copyOfRange(bytes, 1 + index, bytes.length)));
        }
    }

    private static void read(byte[] file) {
        try (DitherReader reader = DitherReader.of(file, ALLOWED)) {
            reader.model();
        } catch (FormatException expected) {
            return;
        }
    }

    private static byte[] sealed(byte[] index, byte[] sections) throws IOException {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (Deflater deflater = new Deflater(1, true);
                DeflaterOutputStream out = new DeflaterOutputStream(deflated, deflater)) {
            out.write(index);
        }
        int length = DitherFile.PREFIX_BYTES + deflated.size() + sections.length;
        ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(DitherFile.MAGIC).putShort(DitherFile.MAJOR).putShort(DitherFile.MINOR);
        file.putInt(DitherFile.NEWER_KINDS | DitherFile.CODED);
        file.putInt(deflated.size())
                .putInt(DitherFile.crc(deflated.toByteArray()))
                .putLong(length);
        file.putInt(DitherFile.crc(file.array(), 0, file.position())).putInt(index.length);
        return file.put(deflated.toByteArray()).put(sections).array();
    }
}
