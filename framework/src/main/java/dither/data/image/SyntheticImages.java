package dither.data.image;

import dither.random.RandomStream;

/**
 * Ten classes of colour gratings that differ in orientation only, by six degrees from one to the next, under a
 * distractor and noise: a task for a convolution, made in milliseconds, on which coarse weights cost accuracy.
 *
 * <p>Class c is a sine wave at {@code 6 c} degrees, give or take {@link #TILT}, with random wavelength, phase and colour;
 * on top lie a weaker wave of random orientation and pixel noise. Nothing but the orientation tells classes apart.
 */
public final class SyntheticImages {
    private static final int CLASSES = 10;
    private static final double SPACING = Math.toRadians(6);
    private static final double TILT = Math.toRadians(1);
    private static final double DISTRACTOR = 0.4;
    private static final double NOISE = 0.3;

    private final int size;

    /** @param size rows and columns */
    public SyntheticImages(int size) {
        this.size = size;
    }

    /** {@code count} images, classes in turn; the same stream gives the same images. */
    public ImageSet generate(int count, RandomStream stream) {
        byte[] pixels = new byte[count * size * size * 3];
        int[] labels = new int[count];
        float[] noise = new float[size * size * 3];
        for (int i = 0; i < count; i++) {
            RandomStream image = stream.at(i);
            labels[i] = i % CLASSES;
            image.gaussian().fill(0, noise, noise.length);
            draw(labels[i], image, noise, pixels, i * noise.length);
        }
        return new ImageSet(size, size, 3, CLASSES, pixels, labels);
    }

    private void draw(int label, RandomStream stream, float[] noise, byte[] pixels, int at) {
        double tilt = SPACING * label + TILT * (2 * stream.uniform(0) - 1);
        Wave signal = new Wave(tilt, 0.18 + 0.08 * stream.uniform(1), stream.uniform(2));
        Wave distractor = new Wave(Math.PI * stream.uniform(3), 0.18 + 0.08 * stream.uniform(4), stream.uniform(5));
        double contrast = 0.6 + 0.4 * stream.uniform(6);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double value = contrast * signal.at(x, y) + DISTRACTOR * distractor.at(x, y);
                for (int c = 0; c < 3; c++) {
                    int k = (y * size + x) * 3 + c;
                    double tint = 0.5 + stream.uniform(7 + c);
                    double level = 0.5 + 0.25 * (tint * value + NOISE * noise[k]);
                    pixels[at + k] = (byte) Math.clamp(Math.round(255 * level), 0, 255);
                }
            }
        }
    }

    /** StrictMath, so that every platform makes the same images. */
    private record Wave(double angle, double frequency, double phase) {
        double at(int x, int y) {
            double along = x * StrictMath.cos(angle) + y * StrictMath.sin(angle);
            return StrictMath.sin(2 * Math.PI * (frequency * along + phase));
        }
    }
}
