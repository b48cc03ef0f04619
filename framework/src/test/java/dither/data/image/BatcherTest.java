package dither.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatcherTest {
    private static final int SIDE = 4;

    private static ImageSet images(int count) {
        byte[] pixels = new byte[count * SIDE * SIDE];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i;
            for (int p = 0; p < SIDE * SIDE; p++) {
                pixels[i * SIDE * SIDE + p] = (byte) (1 + p);
            }
        }
        return new ImageSet(SIDE, SIDE, 1, count, pixels, labels);
    }

    /** Pixels come out as they are: 255 / 255 is the unit. */
    private static Batcher batcher(int count) {
        return new Batcher(images(count), new Normalisation(List.of(0.0), List.of(1 / 255.0)));
    }

    @Test
    void normalisationFollowsItsFormula() {
        Batcher batcher = new Batcher(images(1), new Normalisation(List.of(0.5), List.of(0.25)));

        assertEquals((3 / 255.0 - 0.5) / 0.25, batcher.testing(0, 1).inputs()[2], 1e-6);
    }

    @Test
    void anEpochShowsEachImageOnce() {
        Batcher batcher = batcher(40);
        int[] order = batcher.order(1, RandomStream.of(1));
        int[] seen = IntStream.range(0, batcher.trainingBatches(10))
                .flatMap(i -> Arrays.stream(batcher.training(order, i, 10, Augmentation.none(), RandomStream.of(2))
                        .labels()))
                .sorted()
                .toArray();

        assertArrayEquals(IntStream.range(0, 40).toArray(), seen);
    }

    @Test
    void augmentedImagesAreShiftedMirroredAndPaddedWithZeros() {
        Batcher batcher = batcher(200);
        int[] order = batcher.order(1, RandomStream.of(1));
        Batcher.Images batch = batcher.training(order, 0, 200, new Augmentation(1, true), RandomStream.of(5));
        boolean[] found = new boolean[18];
        for (int n = 0; n < 200; n++) {
            float[] image = Arrays.copyOfRange(batch.inputs(), n * 16, n * 16 + 16);
            int variant = variant(image);
            assertTrue(variant >= 0, () -> "not a crop: " + Arrays.toString(image));
            found[variant] = true;
        }
        for (int v = 0; v < 18; v++) {
            assertTrue(found[v], "variant " + v + " never drawn in 200 images");
        }
    }

    /** Which of the 9 shifts and 2 orientations gives this image, or -1. */
    private static int variant(float[] image) {
        for (int v = 0; v < 18; v++) {
            boolean same = true;
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    int fromY = y + v / 6 - 1;
                    int fromX = (v % 2 == 1 ? SIDE - 1 - x : x) + v / 2 % 3 - 1;
                    boolean inside = fromY >= 0 && fromY < SIDE && fromX >= 0 && fromX < SIDE;
                    float expected = inside ? 1 + fromY * SIDE + fromX : 0;
                    same &= Math.abs(image[y * SIDE + x] - expected) < 1e-4;
                }
            }
            if (same) {
                return v;
            }
        }
        return -1;
    }

    @Test
    void generatedImagesFollowTheStreamAndHoldAllClasses() {
        SyntheticImages generator = new SyntheticImages(8);
        ImageSet a = generator.generate(100, RandomStream.of(1));

        assertEquals(a.sha256(), generator.generate(100, RandomStream.of(1)).sha256());
        assertTrue(
                !a.sha256().equals(generator.generate(100, RandomStream.of(2)).sha256()));
        for (int label = 0; label < 10; label++) {
            int wanted = label;
            assertEquals(10, Arrays.stream(a.labels()).filter(l -> l == wanted).count());
        }
    }
}
