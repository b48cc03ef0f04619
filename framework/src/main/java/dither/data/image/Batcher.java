package dither.data.image;

import dither.random.Permutation;
import dither.random.RandomStream;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Cuts an image set into batches of normalised floats, channels last. */
public final class Batcher {
    private final ImageSet images;
    private final float[] scale;
    private final float[] offset;

    public Batcher(ImageSet images, Normalisation normalisation) {
        this.images = images;
        scale = new float[images.channels()];
        offset = new float[images.channels()];
        for (int c = 0; c < scale.length; c++) {
            double deviation = normalisation.deviation().get(c);
            scale[c] = (float) (1 / (255 * deviation));
            offset[c] = (float) (-normalisation.mean().get(c) / deviation);
        }
    }

    /**
     * A batch.
     *
     * @param inputs shape {@code [labels.length, height, width, channels]}
     */
    public record Images(float[] inputs, long[] shape, int[] labels) {}

    /** How many batches of {@code size} an epoch of training has; a smaller rest is left out, as its statistics differ. */
    public int trainingBatches(int size) {
        return Math.max(1, images.size() / size);
    }

    /** The order of an epoch's examples, each of them {@code repeats} times in a row. */
    public int[] order(int repeats, RandomStream shuffle) {
        int[] once = Permutation.of(images.size(), shuffle);
        return IntStream.range(0, once.length).map(i -> once[i / repeats]).toArray();
    }

    /**
     * Batch {@code index} of a training epoch.
     *
     * @param order of the epoch, from {@link #order}
     * @param augmentation decides crops and flips of the epoch
     */
    public Images training(int[] order, int index, int size, Augmentation change, RandomStream augmentation) {
        int count = Math.min(size, images.size());
        int[] chosen = Arrays.copyOfRange(order, index * count, index * count + count);
        int first = index * count;
        return assemble(chosen, change, i -> {
            RandomStream draw = augmentation.at(chosen[i]);
            return change.repeats() == 1 ? draw : draw.at((first + i) % change.repeats());
        });
    }

    /** Mixes a batch in place as {@code change} says; returns its targets [images][classes]. */
    public float[][] targets(Images batch, Augmentation change, RandomStream draw) {
        return new Mixer(change, images.classes()).mix(batch, draw);
    }

    /** Images {@code from} to {@code to - 1} as they are. */
    public Images testing(int from, int to) {
        return assemble(IntStream.range(from, to).toArray(), Augmentation.none(), i -> RandomStream.of(i));
    }

    private Images assemble(int[] chosen, Augmentation change, IntFunction<RandomStream> draws) {
        int height = images.height();
        int width = images.width();
        int channels = images.channels();
        float[] inputs = new float[chosen.length * images.imageBytes()];
        int[] labels = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            labels[i] = images.labels()[chosen[i]];
            RandomStream draw = draws.apply(i);
            int dy = change.padding() == 0 ? 0 : draw.below(0, 2 * change.padding() + 1) - change.padding();
            int dx = change.padding() == 0 ? 0 : draw.below(1, 2 * change.padding() + 1) - change.padding();
            boolean flip = change.flip() && draw.below(2, 2) == 1;
            byte[] pixels = images.pixels().of(chosen[i]);
            if (change.crop() > 0) {
                pixels = ResizedCrop.draw(height, width, change.crop(), draw.at("crop"))
                        .apply(pixels, height, width);
            }
            if (change.randAugment() != null) {
                pixels = change.randAugment().apply(pixels, height, width, channels, draw.at("operations"));
            }
            for (int y = 0; y < height; y++) {
                int fromY = y + dy;
                if (fromY < 0 || fromY >= height) {
                    continue;
                }
                for (int x = 0; x < width; x++) {
                    int fromX = (flip ? width - 1 - x : x) + dx;
                    if (fromX < 0 || fromX >= width) {
                        continue;
                    }
                    int source = (fromY * width + fromX) * channels;
                    int target = ((i * height + y) * width + x) * channels;
                    for (int c = 0; c < channels; c++) {
                        inputs[target + c] = (pixels[source + c] & 0xff) * scale[c] + offset[c];
                    }
                }
            }
            if (change.erasing() > 0 && draw.uniform(3) < change.erasing()) {
                erase(inputs, i * images.imageBytes(), draw.at("erasing"));
            }
        }
        return new Images(inputs, new long[] {chosen.length, height, width, channels}, labels);
    }

    /** A rectangle of random size, shape and place becomes noise of the spread of normalised pixels. */
    private void erase(float[] inputs, int first, RandomStream draw) {
        int height = images.height();
        int width = images.width();
        double area = height * width * (0.02 + 0.31 * draw.uniform(0));
        double aspect = StrictMath.pow(0.3, 1 - 2 * draw.uniform(1));
        int high = Math.clamp(Math.round(Math.sqrt(area * aspect)), 1, height);
        int wide = Math.clamp(Math.round(Math.sqrt(area / aspect)), 1, width);
        int top = draw.below(2, height - high + 1);
        int left = draw.below(3, width - wide + 1);
        float[] noise = new float[high * wide * images.channels()];
        draw.at("noise").gaussian().fill(0, noise, noise.length);
        int row = wide * images.channels();
        for (int y = 0; y < high; y++) {
            int to = first + ((top + y) * width + left) * images.channels();
            System.arraycopy(noise, y * row, inputs, to, row);
        }
    }
}
