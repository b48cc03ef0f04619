package dither.data.image;

import dither.data.Bytes;
import dither.data.DataException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A tar, plain or gzip, of {@code .../<class>/<file>.jpg}; classes are numbered in alphabetical order. */
public final class JpegTar {
    private static final String EXPECTED = "a tar of <class>/<file>.jpg";

    private JpegTar() {}

    /** The first file of {@code folder}, by name, whose name contains {@code part}. */
    static Path find(Path folder, String part) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.getFileName().toString().contains(part))
                    .sorted()
                    .findFirst()
                    .orElseThrow(() -> new DataException(folder.resolve("*" + part + "*.tar.gz") + " does not exist;"
                            + " expected " + EXPECTED + "; put it there"));
        } catch (IOException bad) {
            throw Bytes.complaint(folder, "a readable folder", bad);
        }
    }

    private record Entry(String label, String name, byte[] jpeg) {}

    /** The first {@code count / classes} images of each class by file name, classes in turn. */
    public static ImageSet read(Path tar, int count) {
        Map<String, List<Entry>> byClass = new TreeMap<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(Bytes.open(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String[] parts = entry.getName().split("/");
                if (entry.isFile() && parts.length >= 2 && entry.getName().matches("(?i).*\\.jpe?g")) {
                    String label = parts[parts.length - 2];
                    byClass.computeIfAbsent(label, _ -> new ArrayList<>())
                            .add(new Entry(label, parts[parts.length - 1], in.readAllBytes()));
                }
            }
        } catch (IOException bad) {
            throw Bytes.complaint(tar, EXPECTED, bad);
        }
        if (byClass.isEmpty()) {
            throw new DataException(tar + " holds no JPEG in a folder of its class; expected " + EXPECTED);
        }
        return decode(tar, byClass, count);
    }

    private static ImageSet decode(Path tar, Map<String, List<Entry>> byClass, int count) {
        int classes = byClass.size();
        int each = ImageFiles.perClass(count, classes, tar);
        List<List<Entry>> lists = new ArrayList<>();
        byClass.forEach((label, entries) -> {
            if (entries.size() < each) {
                throw new DataException(tar + " holds " + entries.size() + " images of class " + label + ", asked for "
                        + each + "; lower the number or complete the file");
            }
            lists.add(entries.stream().sorted(Comparator.comparing(Entry::name)).toList());
        });
        BufferedImage first = image(tar, lists.getFirst().getFirst());
        int height = first.getHeight();
        int width = first.getWidth();
        byte[] pixels = new byte[each * classes * height * width * 3];
        int[] labels = new int[each * classes];
        int at = 0;
        for (int i = 0; i < each; i++) {
            for (int label = 0; label < classes; label++) {
                Entry entry = lists.get(label).get(i);
                BufferedImage image = image(tar, entry);
                if (image.getWidth() != width || image.getHeight() != height) {
                    throw new DataException(tar + ": " + entry.label() + "/" + entry.name() + " is " + image.getWidth()
                            + " x " + image.getHeight() + ", the others are " + width + " x " + height);
                }
                labels[at / (height * width * 3)] = label;
                at = ImageFiles.write(image, pixels, at);
            }
        }
        return new ImageSet(height, width, 3, classes, pixels, labels);
    }

    private static BufferedImage image(Path tar, Entry entry) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(entry.jpeg()));
            if (image != null) {
                return image;
            }
        } catch (IOException | RuntimeException unreadable) {
            // Said below; the decoder throws several kinds of exceptions for damaged images.
        }
        throw new DataException(
                tar + ": " + entry.label() + "/" + entry.name() + " is not a readable JPEG; fetch it again");
    }
}
