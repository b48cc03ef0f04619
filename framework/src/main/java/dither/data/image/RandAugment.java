package dither.data.image;

import dither.random.RandomStream;

/**
 * Some operations, drawn at random, on an image. Source: Cubuk et al. 2020; the operations and their ranges are timm's, which grow with the
 * magnitude.
 *
 * @param operations how many follow each other, at least 1
 * @param magnitude how strong they are, from 0 to 10
 * @param deviation of the magnitude from one operation to the next
 */
public record RandAugment(int operations, double magnitude, double deviation) {
    private static final int GREY = 128;

    public RandAugment {
        if (operations < 1 || !(magnitude >= 0 && magnitude <= 10) || !(deviation >= 0)) {
            throw new IllegalArgumentException(
                    "RandAugment needs operations >= 1, magnitude in [0, 10] and deviation >= 0," + " got " + operations
                            + ", " + magnitude + ", " + deviation);
        }
    }

    private enum Operation {
        AUTO_CONTRAST,
        EQUALIZE,
        INVERT,
        ROTATE,
        POSTERIZE,
        SOLARIZE,
        SOLARIZE_ADD,
        COLOUR,
        CONTRAST,
        BRIGHTNESS,
        SHARPNESS,
        SHEAR_X,
        SHEAR_Y,
        TRANSLATE_X,
        TRANSLATE_Y
    }

    /** A changed copy of an image {@code [height, width, channels]} of bytes. */
    byte[] apply(byte[] pixels, int height, int width, int channels, RandomStream draw) {
        byte[] image = pixels.clone();
        for (int i = 0; i < operations; i++) {
            RandomStream each = draw.at(i);
            if (each.below(0, 2) == 0) {
                continue; // timm applies an operation half of the time
            }
            Operation operation = Operation.values()[each.below(1, Operation.values().length)];
            double level = Math.clamp(magnitude + deviation * each.normal(2), 0, 10) / 10;
            double sign = each.below(4, 2) == 0 ? -1 : 1;
            image = new Canvas(image, height, width, channels).apply(operation, level, sign);
        }
        return image;
    }

    /** An image at work. */
    private record Canvas(byte[] pixels, int height, int width, int channels) {

        byte[] apply(Operation operation, double level, double sign) {
            return switch (operation) {
                case AUTO_CONTRAST -> autoContrast();
                case EQUALIZE -> equalize();
                case INVERT -> map(v -> 255 - v);
                case POSTERIZE -> {
                    int kept = 4 - (int) (4 * level) & 0xff;
                    yield map(v -> v & 0xff << 8 - kept);
                }
                case SOLARIZE -> map(v -> v < 256 - 256 * level ? v : 255 - v);
                case SOLARIZE_ADD -> map(v -> v < GREY ? Math.min(255, v + (int) (110 * level)) : v);
                case COLOUR -> blend(grey(), 1 + sign * 0.9 * level);
                case CONTRAST -> {
                    int mean = mean();
                    yield map(v -> mean + (v - mean) * (1 + sign * 0.9 * level));
                }
                case BRIGHTNESS -> map(v -> v * (1 + sign * 0.9 * level));
                case SHARPNESS -> blend(smooth(), 1 + sign * 0.9 * level);
                case ROTATE -> {
                    double angle = Math.toRadians(30 * level * sign);
                    yield affine(
                            StrictMath.cos(angle),
                            StrictMath.sin(angle),
                            -StrictMath.sin(angle),
                            StrictMath.cos(angle),
                            0,
                            0);
                }
                case SHEAR_X -> affine(1, 0.3 * level * sign, 0, 1, 0, 0);
                case SHEAR_Y -> affine(1, 0, 0.3 * level * sign, 1, 0, 0);
                case TRANSLATE_X -> affine(1, 0, 0, 1, 0.45 * level * sign * width, 0);
                case TRANSLATE_Y -> affine(1, 0, 0, 1, 0, 0.45 * level * sign * height);
            };
        }

        private interface Change {
            double of(int value);
        }

        private byte[] map(Change change) {
            byte[] table = new byte[256];
            for (int v = 0; v < 256; v++) {
                table[v] = clamp(change.of(v));
            }
            byte[] out = new byte[pixels.length];
            for (int i = 0; i < out.length; i++) {
                out[i] = table[pixels[i] & 0xff];
            }
            return out;
        }

        private static byte clamp(double value) {
            return (byte) Math.clamp(Math.round(value), 0, 255);
        }

        /** Mean brightness. */
        private int mean() {
            long sum = 0;
            for (byte pixel : grey()) {
                sum += pixel & 0xff;
            }
            return (int) Math.round((double) sum / pixels.length);
        }

        /** {@code other + factor (this - other)}. */
        private byte[] blend(byte[] other, double factor) {
            byte[] out = new byte[pixels.length];
            for (int i = 0; i < out.length; i++) {
                int base = other[i] & 0xff;
                out[i] = clamp(base + factor * ((pixels[i] & 0xff) - base));
            }
            return out;
        }

        private byte[] grey() {
            byte[] out = new byte[pixels.length];
            for (int p = 0; p < pixels.length; p += channels) {
                double sum = 0;
                for (int c = 0; c < channels; c++) {
                    sum += (pixels[p + c] & 0xff) * (channels == 3 ? new double[] {0.299, 0.587, 0.114}[c] : 1);
                }
                for (int c = 0; c < channels; c++) {
                    out[p + c] = clamp(sum);
                }
            }
            return out;
        }

        /** Each inner pixel as the mean of its neighbours and five times itself. */
        private byte[] smooth() {
            byte[] out = pixels.clone();
            for (int y = 1; y < height - 1; y++) {
                for (int x = 1; x < width - 1; x++) {
                    for (int c = 0; c < channels; c++) {
                        int sum = 4 * at(y, x, c);
                        for (int dy = -1; dy <= 1; dy++) {
                            for (int dx = -1; dx <= 1; dx++) {
                                sum += at(y + dy, x + dx, c);
                            }
                        }
                        out[(y * width + x) * channels + c] = clamp(sum / 13.0);
                    }
                }
            }
            return out;
        }

        private int at(int y, int x, int c) {
            return pixels[(y * width + x) * channels + c] & 0xff;
        }

        private byte[] autoContrast() {
            return perChannel(counts -> {
                int low = 0;
                int high = 255;
                while (low < 255 && counts[low] == 0) {
                    low++;
                }
                while (high > 0 && counts[high] == 0) {
                    high--;
                }
                int from = low;
                double factor = high > low ? 255.0 / (high - low) : 1;
                return high > low ? v -> (v - from) * factor : v -> v;
            });
        }

        private byte[] equalize() {
            return perChannel(counts -> {
                int last = 255;
                while (last > 0 && counts[last] == 0) {
                    last--;
                }
                int step = (height * width - counts[last]) / 255;
                if (step == 0) {
                    return v -> v;
                }
                int[] below = new int[257];
                for (int v = 0; v < 256; v++) {
                    below[v + 1] = below[v] + counts[v];
                }
                return v -> (step / 2 + below[v]) / step; // whole numbers
            });
        }

        private interface FromHistogram {
            Change of(int[] counts);
        }

        private byte[] perChannel(FromHistogram rule) {
            byte[] out = new byte[pixels.length];
            for (int c = 0; c < channels; c++) {
                int[] counts = new int[256];
                for (int i = c; i < pixels.length; i += channels) {
                    counts[pixels[i] & 0xff]++;
                }
                Change change = rule.of(counts);
                for (int i = c; i < pixels.length; i += channels) {
                    out[i] = clamp(change.of(pixels[i] & 0xff));
                }
            }
            return out;
        }

        /** Each pixel from where the matrix around the centre and the shift lead, the nearest one; grey from outside. */
        private byte[] affine(double xx, double xy, double yx, double yy, double dx, double dy) {
            byte[] out = new byte[pixels.length];
            double cx = (width - 1) / 2.0;
            double cy = (height - 1) / 2.0;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    long fromX = Math.round(xx * (x - cx) + xy * (y - cy) + cx + dx);
                    long fromY = Math.round(yx * (x - cx) + yy * (y - cy) + cy + dy);
                    boolean inside = fromX >= 0 && fromX < width && fromY >= 0 && fromY < height;
                    for (int c = 0; c < channels; c++) {
                        out[(y * width + x) * channels + c] = (byte) (inside ? at((int) fromY, (int) fromX, c) : GREY);
                    }
                }
            }
            return out;
        }
    }
}
