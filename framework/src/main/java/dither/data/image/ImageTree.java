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
 * <p>A split of up to 2 GiB of pixels is held in memory; of a larger one, such as ImageNet's at 224 x 224, each image is read from its file when it is
 * asked for, so that it should be a folder: a tar is held in memory as it is. Images are scaled so that their shorter side fits and cut to the middle
 * square.
 */
public final class ImageTree {
    private static final String EXPECTED =
            "train/<class>/<file>.JPEG and val/<class>/<file>.JPEG, or a tar of them (plain or gzip)";

    /** What Java's arrays hold. */
    private static final long MOST_HELD = Integer.MAX_VALUE - 8;

    private final Path source;
    private final long mostHeld;

    /** By path below {@code train} or {@code val}, in order of path. */
    private final Map<String, Content> files = new TreeMap<>();

    private ImageTree(Path source, long mostHeld) {
        this.source = source;
        this.mostHeld = mostHeld;
    }

    /** What is in a file. */
    private sealed interface Content {
        byte[] bytes() throws IOException;

        long length() throws IOException;

        /** Of a tar, which cannot be read but from its beginning. */
        record Read(byte[] bytes) implements Content {
            @Override
            public long length() {
                return bytes.length;
            }
        }

        /** Of a folder. */
        record Unread(Path file) implements Content {
            @Override
            public byte[] bytes() throws IOException {
                return Files.readAllBytes(file);
            }

            @Override
            public long length() throws IOException {
                return Files.size(file);
            }
        }
    }

    /** Reads all files of the tar in {@code folder}, or finds those of the folder itself where there is none. */
    static ImageTree open(Path folder) {
        return open(folder, MOST_HELD);
    }

    /** @param mostHeld bytes of pixels of a split that are held in memory */
    static ImageTree open(Path folder, long mostHeld) {
        try (Stream<Path> all = Files.list(folder)) {
            Path tar = all.filter(path -> path.toString().matches(".*\\.tar(\\.gz)?"))
                    .sorted()
                    .findFirst()
                    .orElse(null);
            ImageTree tree = new ImageTree(tar == null ? folder : tar, mostHeld);
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
                    keep(name, new Content.Unread(file));
                }
            }
        }
    }

    private void readTar(Path tar) throws IOException {
        try (TarArchiveInputStream in = new TarArchiveInputStream(Bytes.open(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.isFile() && wanted(entry.getName())) {
                    keep(entry.getName(), new Content.Read(in.readAllBytes()));
                }
            }
        }
    }

    private static boolean wanted(String name) {
        return name.matches("(?i).*\\.(jpe?g|png)") || name.endsWith("val_annotations.txt");
    }

    /** Under its path from {@code train} or {@code val} on. */
    private void keep(String name, Content content) {
        String path = "/" + name;
        int at = Math.max(path.lastIndexOf("/train/"), path.lastIndexOf("/val/"));
        if (at >= 0) {
            files.put(path.substring(at + 1), content);
        }
    }

    private record Entry(String name, String label) {}

    /** A file that is decoded when it is asked for. */
    private record Picture(ImageTree tree, String name, int side, long length) implements Pixels.OnDisk.File {
        @Override
        public byte[] decode() {
            byte[] pixels = new byte[side * side * 3];
            ImageFiles.write(tree.square(name, side), pixels, 0);
            return pixels;
        }
    }

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
        for (String label : byClass.keySet()) {
            if (!classes.contains(label)) {
                throw new DataException(
                        source + ": " + byClass.get(label).getFirst().name() + " is of class " + label
                                + ", of which there are no training images; complete the files");
            }
        }
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
        Map<String, Integer> numbers = new HashMap<>();
        classes.forEach(name -> numbers.put(name, numbers.size()));
        int[] labels =
                chosen.stream().mapToInt(entry -> numbers.get(entry.label())).toArray();
        return new ImageSet(side, side, 3, classes.size(), pixels(chosen, side), labels);
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
        Content text = files.get("val/val_annotations.txt");
        if (text != null) {
            new String(read("val/val_annotations.txt"), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> {
                        String[] cells = line.split("\t");
                        if (cells.length >= 2) {
                            labels.put(cells[0], cells[1]);
                        }
                    });
        }
        return labels;
    }

    private Pixels pixels(List<Entry> chosen, int side) {
        int each = side * side * 3;
        if ((long) chosen.size() * each > mostHeld) {
            return new Pixels.OnDisk(
                    chosen.stream().map(entry -> picture(entry, side)).toList(), each);
        }
        byte[] all = new byte[chosen.size() * each];
        for (int i = 0; i < chosen.size(); i++) {
            ImageFiles.write(square(chosen.get(i).name(), side), all, i * each);
        }
        return new Pixels.Held(all, each);
    }

    private Pixels.OnDisk.File picture(Entry entry, int side) {
        try {
            return new Picture(this, entry.name(), side, files.get(entry.name()).length());
        } catch (IOException gone) {
            throw Bytes.complaint(source, EXPECTED, gone);
        }
    }

    private byte[] read(String name) {
        try {
            return files.get(name).bytes();
        } catch (IOException gone) {
            throw Bytes.complaint(source, EXPECTED, gone);
        }
    }

    private BufferedImage square(String name, int side) {
        byte[] file = read(name);
        BufferedImage image = null;
        try {
            image = ImageIO.read(new ByteArrayInputStream(file));
        } catch (IOException | RuntimeException unreadable) {
            // Said below; the decoder throws several kinds of exceptions for damaged images.
        }
        if (image == null) {
            throw new DataException(source + ": " + name + " is not a readable image; fetch it again");
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
