package dither.data.image;

import dither.data.Bytes;
import dither.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The binary layouts of CIFAR: records of one label byte, or two with 100 classes, and three planes (red, green, blue) of 32 x 32 bytes. */
public final class CifarBinary {
    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;

    /** What differs between the two. */
    private record Layout(int labelBytes, int classes) {
        int record() {
            return labelBytes + 3 * PLANE;
        }

        String expected() {
            return "records of " + record() + " bytes: " + (labelBytes == 1 ? "a label" : "a coarse and a fine label")
                    + ", the last below " + classes + ", then 32 x 32 red, green, blue";
        }
    }

    private CifarBinary() {}

    /** All files of {@code folder} whose name starts with {@code prefix}, in name order, plain or gzip. */
    public static ImageSet read(Path folder, String prefix) {
        return read(folder, prefix, new Layout(1, 10));
    }

    /** The same of CIFAR-100, with its fine labels. */
    static ImageSet fine100(Path folder, String prefix) {
        return read(folder, prefix, new Layout(2, 100));
    }

    private static ImageSet read(Path folder, String prefix, Layout layout) {
        String expected = layout.expected();
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(path -> path.getFileName().toString().matches(prefix + ".*\\.bin(\\.gz)?"))
                    .sorted()
                    .toList();
        } catch (IOException bad) {
            throw Bytes.complaint(folder, "a readable folder", bad);
        }
        if (files.isEmpty()) {
            throw new DataException(folder.resolve(prefix + "*.bin") + " does not exist, plain or gzip; expected "
                    + expected + "; get the 'binary version' and unpack it there");
        }
        List<byte[]> parts = new ArrayList<>();
        int records = 0;
        for (Path file : files) {
            byte[] bytes = Bytes.read(file, expected);
            if (bytes.length == 0 || bytes.length % layout.record() != 0) {
                throw new DataException(
                        file + " has " + bytes.length + " bytes, which is not a whole number of records;" + " expected "
                                + expected + "; fetch it again");
            }
            parts.add(bytes);
            records += bytes.length / layout.record();
        }
        byte[] pixels = new byte[records * 3 * PLANE];
        int[] labels = new int[records];
        int image = 0;
        for (int f = 0; f < parts.size(); f++) {
            byte[] bytes = parts.get(f);
            for (int at = 0; at < bytes.length; at += layout.record(), image++) {
                labels[image] = bytes[at + layout.labelBytes() - 1] & 0xff;
                if (labels[image] >= layout.classes()) {
                    throw new DataException(files.get(f) + " has the label " + labels[image] + " in record "
                            + at / layout.record() + "; expected " + expected + "; fetch it again");
                }
                for (int p = 0; p < PLANE; p++) {
                    for (int c = 0; c < 3; c++) {
                        pixels[(image * PLANE + p) * 3 + c] = bytes[at + layout.labelBytes() + c * PLANE + p];
                    }
                }
            }
        }
        return new ImageSet(SIDE, SIDE, 3, layout.classes(), pixels, labels);
    }
}
