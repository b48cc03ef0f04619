package dither.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.data.DataException;
import dither.data.DataFolder;
import dither.data.ImageDataset;
import dither.data.ImageSpec;
import dither.random.RandomStream;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTreeTest {
    @TempDir
    private Path folder;

    private void image(String name, Color colour, int width, int height) throws IOException {
        Path file = folder.resolve("set").resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
    }

    private ImageDataset load(int train, int test) {
        return ImageFiles.load(new ImageSpec.Tree("set", "test", 8, train, test), new DataFolder(folder));
    }

    @Test
    void foldersOfClassesAreReadAndCutSquare() throws IOException {
        image("train/n2/a.png", Color.RED, 20, 10);
        image("train/n1/b.png", Color.GREEN, 10, 30);
        image("val/n1/c.png", Color.GREEN, 8, 8);
        image("val/n2/d.png", Color.RED, 9, 9);

        ImageDataset data = load(0, 2);

        assertArrayEquals(new int[] {0, 1}, data.train().labels());
        assertEquals(8 * 8 * 3, data.train().imageBytes());
        assertEquals(255, data.train().pixels().of(0)[1] & 0xff); // green
        assertEquals(255, data.train().pixels().of(1)[0] & 0xff); // red
        assertEquals(2, data.test().size());
    }

    @Test
    void tinyImageNetsAnnotationsAreRead() throws IOException {
        image("tiny/train/n1/images/n1_0.png", Color.RED, 8, 8);
        image("tiny/train/n2/images/n2_0.png", Color.BLUE, 8, 8);
        image("tiny/val/images/val_0.png", Color.BLUE, 8, 8);
        Files.writeString(folder.resolve("set/tiny/val/val_annotations.txt"), "val_0.png\tn2\t0\t0\t62\t62\n");

        assertArrayEquals(new int[] {1}, load(0, 0).test().labels());
    }

    @Test
    void whatIsMissingOrDamagedIsNamed() throws IOException {
        image("train/n1/a.png", Color.RED, 8, 8);
        assertTrue(
                assertThrows(DataException.class, () -> load(0, 0)).getMessage().contains("holds no val images"));
        Path damaged = folder.resolve("set/val/n1/b.png");
        Files.createDirectories(damaged.getParent());
        Files.writeString(damaged, "not an image");
        assertTrue(
                assertThrows(DataException.class, () -> load(0, 0)).getMessage().contains("b.png is not a readable"));
    }

    /** As for ImageNet, whose pixels do not fit into memory. */
    @Test
    void whatIsNotHeldIsReadWhenItIsAskedFor() throws IOException {
        image("train/n1/a.png", Color.RED, 20, 10);
        image("train/n2/b.png", Color.GREEN, 10, 30);
        image("train/n1/c.png", Color.BLUE, 9, 9);
        Path set = folder.resolve("set");
        ImageSet held = ImageTree.open(set).split("train", 8, 0);

        ImageSet read = ImageTree.open(set, 3 * 8 * 8 * 3 - 1).split("train", 8, 0);

        assertInstanceOf(Pixels.Held.class, held.pixels());
        assertInstanceOf(Pixels.OnDisk.class, read.pixels());
        assertArrayEquals(held.labels(), read.labels());
        for (int i = 0; i < held.size(); i++) {
            assertArrayEquals(held.pixels().of(i), read.pixels().of(i), "image " + i);
        }
        int[] order = {2, 0, 1};
        RandomStream draw = RandomStream.of(1);
        assertArrayEquals(
                new Batcher(held, Normalisation.imageNet())
                        .training(order, 0, 3, Augmentation.deit(), draw)
                        .inputs(),
                new Batcher(read, Normalisation.imageNet())
                        .training(order, 0, 3, Augmentation.deit(), draw)
                        .inputs());
        String before = read.sha256();
        image("train/n1/c.png", Color.BLUE, 200, 200);
        assertNotEquals(before, ImageTree.open(set, 0).split("train", 8, 0).sha256());
        Files.delete(set.resolve("train/n2/b.png"));
        assertTrue(assertThrows(DataException.class, () -> read.pixels().of(1))
                .getMessage()
                .contains("does not exist"));
    }
}
