package dither.data.image;

import dither.data.Bytes;
import dither.data.DataException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * ImageNet's layouts, in a folder or a tar: {@code train/<class>/.../<file>} and {@code val/<class>/<file>}, or Tiny-ImageNet's {@code
 * val/images/<file>} with {@code val/val_annotations.txt}. JPEG or PNG; classes are numbered in alphabetical order.
 *
 * <p>All images of a split are held in memory, up to 2 GiB: ImageNet as a whole at 224 x 224 does not fit. Images are scaled so that their shorter side fits and cut to the middle square.
 */
public final class ImageTree {
    private static final String EXPECTED =
            "train/<class>/<file>.JPEG and val/<class>/<file>.JPEG, or a tar of them (plain or gzip)";

    private final Path source;

    /** By path below {@code train} or {@code val}, in order of path. */
    private final Map<String, byte[]> files = new TreeMap<>();

    private ImageTree(Path source) {
        this.source = source;
    }

    /** Reads all files of the tar in {@code folder}, or of the folder itself where there is none. */
    static ImageTree open(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            Path tar = all.filter(path -> path.toString().matches(".*\\.tar(\\.gz)?"))
                    .sorted()
                    .findFirst()
                    .orElse(null);
            ImageTree tree = new ImageTree(tar == null ? folder : tar);
            if (tar == null) {
                tree.readFolder(folder);
            } else {
                tree.readTar(tar);
            }
            return tree;
        } catch (IOException bad) {
            throw Bytes.complaint(folder, EXPECTED, bad);
        }
    }

    private void readFolder(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (wanted(name)) {
                    keep(name, Files.readAllBytes(file));
                }
            }
        }
    }

    private void readTar(Path tar) throws IOException {
        try (TarArchiveInputStream in = new TarArchiveInputStream(Bytes.open(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.isFile() && wanted(entry.getName())) {
                    keep(entry.getName(), in.readAllBytes());
                }
            }
        }
    }

    private static boolean wanted(String name) {
        return name.matches("(?i).*\\.(jpe?g|png)") || name.endsWith("val_annotations.txt");
    }

    /** Under its path from {@code train} or {@code val} on. */
    private void keep(String name, byte[] bytes) {
        String path = "/" + name;
        int at = Math.max(path.lastIndexOf("/train/"), path.lastIndexOf("/val/"));
        if (at >= 0) {
            files.put(path.substring(at + 1), bytes);
        }
    }

    private record Entry(String name, String label) {}

    /** The first {@code count / classes} images of each class of a split, classes in turn; all of them for 0. */
    ImageSet split(String split, int side, int count) {
        Map<String, String> annotations = annotations();
        List<String> classes = List.copyOf(new TreeSet<>(
                entries("train", Map.of()).stream().map(Entry::label).toList()));
        List<Entry> entries = entries(split, annotations);
        if (classes.isEmpty() || entries.isEmpty()) {
            throw new DataException(
                    source + " holds no " + (classes.isEmpty() ? "train" : split) + " images; expected " + EXPECTED);
        }
        Map<String, List<Entry>> byClass = new HashMap<>();
        entries.forEach(entry ->
                byClass.computeIfAbsent(entry.label(), _ -> new ArrayList<>()).add(entry));
        int each = count == 0 ? Integer.MAX_VALUE : ImageFiles.perClass(count, classes.size(), source);
        List<List<Entry>> lists = new ArrayList<>();
        for (String label : classes) {
            List<Entry> own = byClass.getOrDefault(label, List.of());
            if (count > 0 && own.size() < each) {
                throw new DataException(source + " holds " + own.size() + " " + split + " images of class " + label
                        + ", asked for " + each + "; lower the number or complete the files");
            }
            lists.add(own.subList(0, Math.min(each, own.size())));
        }
        List<Entry> chosen = new ArrayList<>();
        int longest = lists.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (List<Entry> own : lists) {
                if (i < own.size()) {
                    chosen.add(own.get(i));
                }
            }
        }
        long bytes = (long) chosen.size() * side * side * 3;
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new DataException(source + ": " + chosen.size() + " images of " + side + " x " + side
                    + " do not fit into memory as one array; ask for at most "
                    + Integer.MAX_VALUE / (side * side * 3) + ", or a smaller side");
        }
        return decode(chosen, classes, side);
    }

    private List<Entry> entries(String split, Map<String, String> annotations) {
        List<Entry> entries = new ArrayList<>();
        for (String name : files.keySet()) {
            String[] parts = name.split("/");
            if (!parts[0].equals(split) || name.endsWith(".txt") || parts.length < 3) {
                continue;
            }
            String file = parts[parts.length - 1];
            String label = parts[1].equals("images") ? annotations.get(file) : parts[1];
            if (label == null) {
                throw new DataException(source + ": " + name + " is not in val_annotations.txt; fetch it again");
            }
            entries.add(new Entry(name, label));
        }
        entries.sort(Comparator.comparing(Entry::name));
        return entries;
    }

    private Map<String, String> annotations() {
        Map<String, String> labels = new HashMap<>();
        byte[] text = files.get("val/val_annotations.txt");
        if (text != null) {
            new String(text, StandardCharsets.UTF_8).lines().forEach(line -> {
                String[] cells = line.split("\t");
                if (cells.length >= 2) {
                    labels.put(cells[0], cells[1]);
                }
            });
        }
        return labels;
    }

    private ImageSet decode(List<Entry> chosen, List<String> classes, int side) {
        byte[] pixels = new byte[chosen.size() * side * side * 3];
        int[] labels = new int[chosen.size()];
        for (int i = 0; i < labels.length; i++) {
            Entry entry = chosen.get(i);
            labels[i] = classes.indexOf(entry.label());
            if (labels[i] < 0) {
                throw new DataException(source + ": " + entry.name() + " is of class " + entry.label()
                        + ", of which there are no training images");
            }
            int at = i * side * side * 3;
            BufferedImage image = square(entry, side);
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    int rgb = image.getRGB(x, y);
                    pixels[at++] = (byte) (rgb >> 16);
                    pixels[at++] = (byte) (rgb >> 8);
                    pixels[at++] = (byte) rgb;
                }
            }
        }
        return new ImageSet(side, side, 3, classes.size(), pixels, labels);
    }

    private BufferedImage square(Entry entry, int side) {
        BufferedImage image = null;
        try {
            image = ImageIO.read(new ByteArrayInputStream(files.get(entry.name())));
        } catch (IOException | RuntimeException unreadable) {
            // Said below; the decoder throws several kinds of exceptions for damaged images.
        }
        if (image == null) {
            throw new DataException(source + ": " + entry.name() + " is not a readable image; fetch it again");
        }
        double scale = (double) side / Math.min(image.getWidth(), image.getHeight());
        int width = Math.max(side, (int) Math.round(image.getWidth() * scale));
        int height = Math.max(side, (int) Math.round(image.getHeight() * scale));
        BufferedImage square = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = square.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(image, (side - width) / 2, (side - height) / 2, width, height, null);
        graphics.dispose();
        return square;
    }
}
