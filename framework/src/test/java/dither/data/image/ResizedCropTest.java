package dither.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.random.RandomStream;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResizedCropTest {

    @Test
    void theWholeImageStaysAsItIs() {
        byte[] image = image(7, 5);

        assertArrayEquals(image, new ResizedCrop(0, 0, 7, 5).apply(image, 7, 5));
    }

    @Test
    void enlargedPartsAreThoseOfJava2D() {
        int side = 24;
        byte[] smooth = new byte[side * side];
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                smooth[y * side + x] = (byte) (128 + 100 * Math.sin(0.3 * x + 0.2) * Math.cos(0.25 * y));
            }
        }
        picture.getRaster().setDataElements(0, 0, side, side, smooth);
        BufferedImage enlarged = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        var graphics = enlarged.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(picture, 0, 0, side, side, 4, 6, 16, 18, null);
        graphics.dispose();

        byte[] ours = new ResizedCrop(6, 4, 12, 12).apply(smooth, side, side);

        for (int y = 3; y < side - 3; y++) { // beyond the part's edge Java2D looks at the rest of the image
            for (int x = 3; x < side - 3; x++) {
                int expected = enlarged.getRaster().getSample(x, y, 0);
                assertEquals(expected, ours[y * side + x] & 0xff, 2, "row " + y + ", column " + x);
            }
        }
    }

    @Test
    void drawnPartsLieInsideAndCoverTheSharesAskedFor() {
        double smallest = 1;
        double sum = 0;
        int count = 2000;
        for (int seed = 0; seed < count; seed++) {
            ResizedCrop crop = ResizedCrop.draw(32, 32, 0.08, RandomStream.of(seed));
            assertTrue(crop.top() >= 0 && crop.left() >= 0, crop.toString());
            assertTrue(crop.top() + crop.high() <= 32 && crop.left() + crop.wide() <= 32, crop.toString());
            double share = crop.high() * crop.wide() / 1024.0;
            smallest = Math.min(smallest, share);
            sum += share;
        }
        assertTrue(smallest > 0.06 && smallest < 0.1, "smallest share " + smallest);
        // Uniform from 0.08 to 1 has the mean 0.54; shapes that do not fit are drawn again and are the larger ones.
        assertTrue(sum / count > 0.45 && sum / count < 0.54, "mean share " + sum / count);
    }

    @Test
    void repeatedImagesFollowEachOtherAndAreChangedDifferently() {
        byte[] pixels = image(30, 8 * 8);
        ImageSet set = new ImageSet(8, 8, 1, 30, pixels, IntStream.range(0, 30).toArray());
        Batcher batcher = new Batcher(set, new Normalisation(List.of(0.0), List.of(1.0)));
        Augmentation change = new Augmentation(0, false, null, 0, 0, 0, 0, 0.3, 3);

        int[] order = batcher.order(3, RandomStream.of(1));
        Batcher.Images batch = batcher.training(order, 1, 6, change, RandomStream.of(2));

        assertEquals(30, order.length);
        int[] labels = batch.labels();
        assertTrue(labels[0] == labels[1] && labels[1] == labels[2] && labels[3] == labels[4], "labels");
        assertTrue(labels[2] != labels[3], "labels");
        assertEquals(10, IntStream.of(order).distinct().count());
        boolean differ = false;
        for (int i = 0; i < 64; i++) {
            differ |= batch.inputs()[i] != batch.inputs()[64 + i];
        }
        assertTrue(differ, "the first two of a kind are the same");
    }

    private static byte[] image(int height, int width) {
        byte[] image = new byte[height * width];
        for (int i = 0; i < image.length; i++) {
            image[i] = (byte) RandomStream.of(3).bits(i);
        }
        return image;
    }
}
