package dither.kernel.network;

import dither.kernel.Blocks;
import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Pooling and subsampling of channels-last images. */
public final class Pooling {
    private Pooling() {}

    /** {@code y[n, c] = mean over the pixels of x[n, pixel, c]}. */
    public static void average(MemorySegment x, MemorySegment y, long batch, long pixels, int channels) {
        Blocks.run(batch, 1, 1, (start, end) -> {
            double[] sum = new double[channels];
            for (long n = start; n < end; n++) {
                Arrays.fill(sum, 0);
                for (long p = 0; p < pixels; p++) {
                    for (int c = 0; c < channels; c++) {
                        sum[c] += Memory.get(x, (n * pixels + p) * channels + c);
                    }
                }
                for (int c = 0; c < channels; c++) {
                    Memory.set(y, n * channels + c, (float) (sum[c] / pixels));
                }
            }
        });
    }

    /** {@code dx[n, pixel, c] = dy[n, c] / pixels}. */
    public static void averageGradient(MemorySegment dy, MemorySegment dx, long batch, long pixels, int channels) {
        Blocks.run(batch, 1, 1, (start, end) -> {
            float[] share = new float[channels];
            for (long n = start; n < end; n++) {
                for (int c = 0; c < channels; c++) {
                    share[c] = Memory.get(dy, n * channels + c) / pixels;
                }
                MemorySegment row = MemorySegment.ofArray(share);
                for (long p = 0; p < pixels; p++) {
                    MemorySegment.copy(row, 0, dx, (n * pixels + p) * channels * Memory.BYTES, channels * Memory.BYTES);
                }
            }
        });
    }

    /**
     * The windows of a maximum pool over {@code [batch, height, width, channels]}; what of a window lies in the padding does not count.
     *
     * @param window side of a window in pixels, at most that of the padded image
     * @param stride from one window to the next in pixels, at least 1
     * @param padding in pixels on each side, less than a window, or some window would lie in nothing else
     */
    public record Windows(long batch, int height, int width, int channels, int window, int stride, int padding) {
        public Windows {
            if (stride < 1 || padding < 0 || padding >= window || window > Math.min(height, width) + 2 * padding) {
                throw new IllegalArgumentException(
                        "a pool over " + height + " x " + width + " pixels needs a window of at most that and"
                                + " the padding, a stride of at least 1 and less padding than window; were " + window
                                + ", " + stride
                                + " and " + padding);
            }
        }

        /** Rows of the output. */
        public int outHeight() {
            return (height + 2 * padding - window) / stride + 1;
        }

        /** Columns of the output. */
        public int outWidth() {
            return (width + 2 * padding - window) / stride + 1;
        }

        /** What is done with each pixel of the window of an output. */
        private interface Visit {
            void pixel(long at, int place);
        }

        /** All pixels of the window at {@code (row, column)} of example {@code n}: where they are, and their number in the window. */
        private void visit(long n, int row, int column, Visit visit) {
            int top = row * stride - padding;
            int left = column * stride - padding;
            for (int h = Math.max(top, 0); h < Math.min(top + window, height); h++) {
                for (int w = Math.max(left, 0); w < Math.min(left + window, width); w++) {
                    visit.pixel(((n * height + h) * width + w) * channels, (h - top) * window + w - left);
                }
            }
        }
    }

    /**
     * {@code y[n, i, j, c] = the largest x[n, pixel, c] of the window at i, j}, with {@code y} of {@code [batch, outHeight, outWidth,
     * channels]}.
     */
    public static void maximum(MemorySegment x, MemorySegment y, Windows windows) {
        int channels = windows.channels();
        Blocks.run(windows.batch() * windows.outHeight(), 1, 1, (start, end) -> {
            float[] pixel = new float[Chunks.padded(channels)];
            float[] largest = new float[pixel.length];
            for (long r = start; r < end; r++) {
                for (int column = 0; column < windows.outWidth(); column++) {
                    Arrays.fill(largest, Float.NEGATIVE_INFINITY);
                    windows.visit(r / windows.outHeight(), (int) (r % windows.outHeight()), column, (at, _) -> {
                        Chunks.read(x, at, pixel, channels);
                        for (int c = 0; c < channels; c++) {
                            largest[c] = Math.max(largest[c], pixel[c]);
                        }
                    });
                    Memory.copy(largest, 0, y, (r * windows.outWidth() + column) * channels, channels);
                }
            }
        });
    }

    /** Each window's gradient, shaped as the output, goes to the first of its largest pixels in {@code dx}, shaped as {@code x}. */
    public static void maximumGradient(MemorySegment x, MemorySegment dy, MemorySegment dx, Windows windows) {
        dx.fill((byte) 0);
        int channels = windows.channels();
        // Windows overlap, so that rows of one example write to the same pixels.
        Blocks.run(windows.batch(), 1, 1, (start, end) -> {
            float[] pixel = new float[Chunks.padded(channels)];
            float[] gradient = new float[pixel.length];
            float[] largest = new float[pixel.length];
            int[] place = new int[channels];
            for (long n = start; n < end; n++) {
                for (int row = 0; row < windows.outHeight(); row++) {
                    for (int column = 0; column < windows.outWidth(); column++) {
                        Arrays.fill(largest, Float.NEGATIVE_INFINITY);
                        Arrays.fill(place, -1);
                        windows.visit(n, row, column, (at, here) -> {
                            Chunks.read(x, at, pixel, channels);
                            for (int c = 0; c < channels; c++) {
                                if (pixel[c] > largest[c]) {
                                    largest[c] = pixel[c];
                                    place[c] = here;
                                }
                            }
                        });
                        long from = ((n * windows.outHeight() + row) * windows.outWidth() + column) * channels;
                        Chunks.read(dy, from, gradient, channels);
                        windows.visit(n, row, column, (at, here) -> {
                            Chunks.read(dx, at, pixel, channels);
                            for (int c = 0; c < channels; c++) {
                                pixel[c] += place[c] == here ? gradient[c] : 0;
                            }
                            Memory.copy(pixel, 0, dx, at, channels);
                        });
                    }
                }
            }
        });
    }

    /** {@code y[n, pixel, c] = x[n, pixel, c] gate[n, c]}. */
    public static void scale(
            MemorySegment x, MemorySegment gate, MemorySegment y, long batch, long pixels, int channels) {
        Rows.run(batch * pixels, channels, (start, end) -> {
            float[] row = new float[Chunks.padded(channels)];
            float[] factors = new float[row.length];
            for (long r = start; r < end; r++) {
                Chunks.read(x, r * channels, row, channels);
                Chunks.read(gate, r / pixels * channels, factors, channels);
                Rows.multiply(row, factors);
                Memory.copy(row, 0, y, r * channels, channels);
            }
        });
    }

    /** {@code out[n, c] = sum over pixels of x[n, pixel, c] y[n, pixel, c]}. */
    public static void productSums(
            MemorySegment x, MemorySegment y, MemorySegment out, long batch, long pixels, int channels) {
        Blocks.run(batch, 1, 1, (start, end) -> {
            float[] left = new float[Chunks.padded(channels)];
            float[] right = new float[left.length];
            for (long n = start; n < end; n++) {
                float[] sum = new float[left.length];
                for (long r = n * pixels; r < (n + 1) * pixels; r++) {
                    Chunks.read(x, r * channels, left, channels);
                    Chunks.read(y, r * channels, right, channels);
                    Rows.multiply(left, right);
                    Rows.add(sum, left);
                }
                Memory.copy(sum, 0, out, n * channels, channels);
            }
        });
    }

    /** Every other row and column of {@code x}, shape [n, h, w, c], with zero channels on both sides. */
    public static void subsample(MemorySegment x, MemorySegment y, long[] shape, int outChannels) {
        y.fill((byte) 0);
        copyPixels(x, y, shape, outChannels, true);
    }

    /** The transpose of {@link #subsample}: {@code dy}'s pixels back in their places, zero elsewhere. */
    public static void subsampleGradient(MemorySegment dy, MemorySegment dx, long[] shape, int outChannels) {
        dx.fill((byte) 0);
        copyPixels(dx, dy, shape, outChannels, false);
    }

    private static void copyPixels(
            MemorySegment full, MemorySegment half, long[] shape, int outChannels, boolean down) {
        long height = shape[1];
        long width = shape[2];
        long channels = shape[3];
        long lead = (outChannels - channels) / 2;
        long outWidth = (width + 1) / 2;
        long outHeight = (height + 1) / 2;
        Blocks.run(shape[0] * outHeight, 1, 16, (start, end) -> {
            for (long row = start; row < end; row++) {
                long n = row / outHeight;
                long h = row % outHeight * 2;
                for (long w = 0; w < outWidth; w++) {
                    long at = ((n * height + h) * width + 2 * w) * channels * Memory.BYTES;
                    long to = ((row * outWidth + w) * outChannels + lead) * Memory.BYTES;
                    if (down) {
                        MemorySegment.copy(full, at, half, to, channels * Memory.BYTES);
                    } else {
                        MemorySegment.copy(half, to, full, at, channels * Memory.BYTES);
                    }
                }
            }
        });
    }
}
