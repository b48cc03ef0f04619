package dither.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private static final int COUNT = 64;
    private static final int SIDE = 12;

    /** Image i is of the one colour i, so that a pixel tells where it comes from. */
    private static Batcher batcher() {
        byte[] pixels = new byte[COUNT * SIDE * SIDE];
        int[] labels = new int[COUNT];
        for (int i = 0; i < COUNT; i++) {
            Arrays.fill(pixels, i * SIDE * SIDE, (i + 1) * SIDE * SIDE, (byte) i);
            labels[i] = i % 4;
        }
        return new Batcher(
                new ImageSet(SIDE, SIDE, 1, 4, pixels, labels), new Normalisation(List.of(0.0), List.of(1 / 255.0)));
    }

    private static Batcher.Images batch(Augmentation change) {
        return batcher().training(IntStream.range(0, COUNT).toArray(), 0, COUNT, change, RandomStream.of(1));
    }

    private static Augmentation change(double erasing, double smoothing, double mixup, double cutmix) {
        return Augmentation.none().mixing(erasing, smoothing, mixup, cutmix);
    }

    @Test
    void smoothedTargetsSpreadTheirShareOverAllClasses() {
        Augmentation smooth = change(0, 0.2, 0, 0);
        float[][] targets = batcher().targets(batch(smooth), smooth, RandomStream.of(2));

        assertArrayEquals(new float[] {0.85f, 0.05f, 0.05f, 0.05f}, targets[0], 1e-6f);
    }

    @Test
    void blendedImagesAreBlendedLikeTheirTargets() {
        int told = 0;
        for (long seed = 0; seed < 20; seed++) {
            Augmentation mixup = change(0, 0, 0.8, 0);
            Batcher.Images images = batch(mixup);
            float[][] targets = batcher().targets(images, mixup, RandomStream.of(seed));
            for (int i = 0; i < COUNT; i++) {
                float colour = images.inputs()[i * SIDE * SIDE];
                double sum = 0;
                for (float share : targets[i]) {
                    sum += share;
                }
                assertEquals(1, sum, 1e-5);
                // Colours are numbers of images: kept own + (1 - kept) partner, and all images of a batch have one
                // kept.
                if (targets[i][i % 4] < 0.999) {
                    double kept = targets[i][i % 4];
                    double partner = (colour - kept * i) / (1 - kept);
                    assertEquals(Math.rint(partner), partner, 0.02 / (1 - kept), "seed " + seed + ", image " + i);
                    assertEquals(1 - kept, targets[i][Math.floorMod(Math.round(partner), 4)], 1e-4, "seed " + seed);
                    told++;
                }
            }
        }
        assertTrue(told > 500, "pairs of two classes: " + told);
    }

    @Test
    void rectanglesOfOtherImagesCountByTheirArea() {
        for (long seed = 0; seed < 20; seed++) {
            Augmentation cutmix = change(0, 0, 0, 1);
            Batcher.Images images = batch(cutmix);
            float[][] targets = batcher().targets(images, cutmix, RandomStream.of(seed));
            for (int i = 0; i < COUNT; i++) {
                double own = 0;
                int other = i;
                for (int p = 0; p < SIDE * SIDE; p++) {
                    int colour = Math.round(images.inputs()[i * SIDE * SIDE + p]);
                    own += colour == i ? 1.0 / (SIDE * SIDE) : 0;
                    other = colour == i ? other : colour;
                }
                double expected = own + (other % 4 == i % 4 ? 1 - own : 0);
                assertEquals(expected, targets[i][i % 4], 1e-5, "seed " + seed + ", image " + i);
            }
        }
    }

    @Test
    void someImagesLoseARectangleToNoise() {
        Batcher.Images images = batch(change(0.5, 0, 0, 0));
        int erased = 0;
        for (int i = 0; i < COUNT; i++) {
            int changed = 0;
            for (int p = 0; p < SIDE * SIDE; p++) {
                changed += images.inputs()[i * SIDE * SIDE + p] == i ? 0 : 1;
            }
            erased += changed > 0 ? 1 : 0;
            assertTrue(changed <= 0.45 * SIDE * SIDE, "image " + i + " lost " + changed);
        }
        assertEquals(0.5, erased / (double) COUNT, 0.2);
    }

    @Test
    void randomOperationsChangeImagesTheSameWayForTheSameDraw() {
        byte[] image = new byte[16 * 16 * 3];
        for (int i = 0; i < image.length; i++) {
            image[i] = (byte) (i * 37);
        }
        RandAugment changes = new RandAugment(2, 9, 0.5);
        int changed = 0;
        for (long seed = 0; seed < 200; seed++) {
            byte[] once = changes.apply(image, 16, 16, 3, RandomStream.of(seed));
            assertArrayEquals(once, changes.apply(image, 16, 16, 3, RandomStream.of(seed)), "seed " + seed);
            changed += Arrays.equals(once, image) ? 0 : 1;
        }
        assertTrue(changed > 100 && changed < 190, "changed " + changed); // a quarter meets no operation
        assertNotEquals(0, changed);
    }

    @Test
    void operationsDoWhatTheirNamesSay() {
        byte[] ramp = new byte[256];
        for (int i = 0; i < 256; i++) {
            ramp[i] = (byte) i;
        }
        // On a picture of all grey values once, equalising and stretching contrast change nothing.
        int same = 0;
        for (long seed = 0; seed < 400; seed++) {
            byte[] once = new RandAugment(1, 5, 0).apply(ramp, 16, 16, 1, RandomStream.of(seed));
            boolean inverted = true;
            for (int i = 0; i < 256; i++) {
                inverted &= (once[i] & 0xff) == 255 - i;
            }
            same += inverted ? 1 : 0;
        }
        assertEquals(400.0 / 2 / 15, same, 12, "inverted"); // half of the draws, one of fifteen operations
    }
}
