package dither.data.image;

import dither.data.Bytes;
import dither.data.DataException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** MNIST's idx files: a magic number, sizes as big-endian integers, then bytes. Fashion-MNIST has the same layout. */
public final class MnistIdx {
    private static final int IMAGES = 0x803;
    private static final int LABELS = 0x801;

    private MnistIdx() {}

    /** Reads {@code <part>-images-idx3-ubyte.gz} and {@code <part>-labels-idx1-ubyte.gz}. */
    public static ImageSet read(Path folder, String part) {
        Path images = folder.resolve(part + "-images-idx3-ubyte.gz");
        Path labels = folder.resolve(part + "-labels-idx1-ubyte.gz");
        ByteBuffer pixels = open(images, IMAGES, 3);
        ByteBuffer classes = open(labels, LABELS, 1);
        int count = pixels.getInt(4);
        if (count != classes.getInt(4)) {
            throw new DataException(images + " holds " + count + " images, " + labels + " " + classes.getInt(4)
                    + " labels; fetch both again");
        }
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = classes.get(8 + i) & 0xff;
            if (values[i] > 9) {
                throw new DataException(labels + " has the label " + values[i] + "; expected 0 to 9; fetch it again");
            }
        }
        byte[] bytes = pixels.array();
        return new ImageSet(
                pixels.getInt(8), pixels.getInt(12), 1, 10, Arrays.copyOfRange(bytes, 16, bytes.length), values);
    }

    private static ByteBuffer open(Path path, int magic, int dimensions) {
        String expected = "an idx file with " + dimensions + " dimensions of bytes";
        ByteBuffer bytes = ByteBuffer.wrap(Bytes.read(path, expected));
        int head = 4 + 4 * dimensions;
        boolean good = bytes.capacity() >= head && bytes.getInt(0) == magic;
        long length = head;
        if (good) {
            long product = 1;
            for (int d = 0; d < dimensions; d++) {
                product *= Math.max(0, bytes.getInt(4 + 4 * d));
            }
            length += product;
        }
        if (!good || length != bytes.capacity()) {
            throw new DataException(path + " has " + bytes.capacity() + " bytes after unpacking and does not look like "
                    + expected + "; fetch it again");
        }
        return bytes;
    }
}
