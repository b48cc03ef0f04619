package dither.data.image;

import dither.data.Bytes;
import dither.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** CIFAR-10's binary layout: records of a label byte and three planes (red, green, blue) of 32 x 32 bytes. */
public final class CifarBinary {
    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final int RECORD = 1 + 3 * PLANE;
    private static final String EXPECTED = "records of 3073 bytes: a label from 0 to 9, then 32 x 32 red, green, blue";

    private CifarBinary() {}

    /** All files of {@code folder} whose name starts with {@code prefix}, in name order, plain or gzip. */
    public static ImageSet read(Path folder, String prefix) {
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
                    + EXPECTED + "; get the 'CIFAR-10 binary version' and unpack it there");
        }
        List<byte[]> parts = new ArrayList<>();
        int records = 0;
        for (Path file : files) {
            byte[] bytes = Bytes.read(file, EXPECTED);
            if (bytes.length == 0 || bytes.length % RECORD != 0) {
                throw new DataException(
                        file + " has " + bytes.length + " bytes, which is not a whole number of records;" + " expected "
                                + EXPECTED + "; fetch it again");
            }
            parts.add(bytes);
            records += bytes.length / RECORD;
        }
        byte[] pixels = new byte[records * 3 * PLANE];
        int[] labels = new int[records];
        int image = 0;
        for (int f = 0; f < parts.size(); f++) {
            byte[] bytes = parts.get(f);
            for (int at = 0; at < bytes.length; at += RECORD, image++) {
                labels[image] = bytes[at] & 0xff;
                if (labels[image] > 9) {
                    throw new DataException(files.get(f) + " has the label " + labels[image] + " in record "
                            + at / RECORD + "; expected " + EXPECTED + "; fetch it again");
                }
                for (int p = 0; p < PLANE; p++) {
                    for (int c = 0; c < 3; c++) {
                        pixels[(image * PLANE + p) * 3 + c] = bytes[at + 1 + c * PLANE + p];
                    }
                }
            }
        }
        return new ImageSet(SIDE, SIDE, 3, 10, pixels, labels);
    }
}
