package dither.data.image;

import dither.random.RandomStream;
import java.util.Arrays;

/** A rectangle of an image that is enlarged to the whole. Source: Szegedy et al. 2015, section 6. */
record ResizedCrop(int top, int left, int high, int wide) {
    private static final int ATTEMPTS = 10;

    /** The cubic through neighbouring pixels that Pillow and timm use. */
    private static final double BEND = -0.5;

    /** Area uniform from {@code smallest} to 1, width to height log-uniform from 3/4 to 4/3; the whole where ten such do not fit. */
    static ResizedCrop draw(int height, int width, double smallest, RandomStream draw) {
        for (int i = 0; i < ATTEMPTS; i++) {
            RandomStream attempt = draw.at(i);
            double area = (double) height * width * (smallest + (1 - smallest) * attempt.uniform(0));
            double aspect = StrictMath.pow(0.75, 1 - 2 * attempt.uniform(1));
            int wide = (int) Math.round(Math.sqrt(area * aspect));
            int high = (int) Math.round(Math.sqrt(area / aspect));
            if (wide > 0 && high > 0 && wide <= width && high <= height) {
                return new ResizedCrop(
                        attempt.below(2, height - high + 1), attempt.below(3, width - wide + 1), high, wide);
            }
        }
        return new ResizedCrop(0, 0, height, width);
    }

    /** The rectangle of {@code pixels} [height, width, channels] as an image of the same size, by cubic interpolation. */
    byte[] apply(byte[] pixels, int height, int width) {
        int channels = pixels.length / (height * width);
        double[] columns = new double[high * width * channels];
        for (int x = 0; x < width; x++) {
            double centre = (x + 0.5) * wide / width - 0.5;
            int base = (int) Math.floor(centre);
            for (int k = -1; k <= 2; k++) {
                double weight = cubic(centre - (base + k));
                int from = left + Math.clamp(base + k, 0, wide - 1);
                for (int y = 0; y < high; y++) {
                    for (int c = 0; c < channels; c++) {
                        columns[(y * width + x) * channels + c] +=
                                weight * (pixels[((top + y) * width + from) * channels + c] & 0xff);
                    }
                }
            }
        }
        byte[] out = new byte[pixels.length];
        double[] row = new double[width * channels];
        for (int y = 0; y < height; y++) {
            double centre = (y + 0.5) * high / height - 0.5;
            int base = (int) Math.floor(centre);
            Arrays.fill(row, 0);
            for (int k = -1; k <= 2; k++) {
                double weight = cubic(centre - (base + k));
                int from = Math.clamp(base + k, 0, high - 1) * row.length;
                for (int i = 0; i < row.length; i++) {
                    row[i] += weight * columns[from + i];
                }
            }
            for (int i = 0; i < row.length; i++) {
                out[y * row.length + i] = (byte) Math.clamp(Math.round(row[i]), 0, 255);
            }
        }
        return out;
    }

    private static double cubic(double distance) {
        double x = Math.abs(distance);
        if (x >= 2) {
            return 0;
        }
        return x < 1 ? ((BEND + 2) * x - (BEND + 3)) * x * x + 1 : (((x - 5) * x + 8) * x - 4) * BEND;
    }
}
