package dither.kernel.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dither.kernel.Memory;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels of layers against plain loops in double precision, at sizes with and without a rest. */
class NetworkKernelsTest {

    private static MemorySegment random(int count, double scale, long seed) {
        float[] values = new float[count];
        RandomStream.of(seed).gaussian().fill(0, values, count);
        for (int i = 0; i < count; i++) {
            values[i] *= (float) scale;
        }
        return Memory.of(values);
    }

    private static DoubleUnaryOperator exact(Activate function) {
        NormalDistribution normal = new NormalDistribution(null, 0, 1);
        return switch (function) {
            case RELU -> x -> Math.max(x, 0);
            case GELU -> x -> x * normal.cumulativeProbability(x);
            case SWISH -> x -> x / (1 + Math.exp(-x));
            case SIGMOID -> x -> 1 / (1 + Math.exp(-x));
            case TANH -> Math::tanh;
        };
    }

    @ParameterizedTest
    @EnumSource
    void activationsAndTheirSlopesFollowTheirFormulas(Activate function) {
        int n = 5003;
        MemorySegment x = random(n, 3, 1);
        MemorySegment dy = random(n, 1, 2);
        MemorySegment y = Memory.allocate(n);
        MemorySegment dx = Memory.allocate(n);
        function.forward(x, y);
        function.backward(x, dy, dx);
        for (int i = 0; i < n; i++) {
            double at = Memory.get(x, i);
            double step = 1e-5;
            double slope =
                    (exact(function).applyAsDouble(at + step) - exact(function).applyAsDouble(at - step)) / (2 * step);
            assertEquals(exact(function).applyAsDouble(at), Memory.get(y, i), 2e-6, function + " at " + at);
            assertEquals(slope * Memory.get(dy, i), Memory.get(dx, i), 2e-5, function + " slope at " + at);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16, 33, 200})
    void softmaxAndItsGradientFollowTheirFormulas(int width) {
        int rows = 37;
        float factor = 0.7f;
        MemorySegment x = random(rows * width, 2, width);
        MemorySegment p = random(rows * width, 2, width);
        Softmax.forward(p, rows, width, factor, row -> 1 + (int) (row % width));
        MemorySegment dp = random(rows * width, 1, 9);
        MemorySegment dx = random(rows * width, 1, 9);
        Softmax.backward(p, dx, rows, width, factor);
        for (int r = 0; r < rows; r++) {
            int visible = 1 + r % width;
            double sum = 0;
            for (int i = 0; i < visible; i++) {
                sum += Math.exp(factor * Memory.get(x, r * width + i));
            }
            double mean = 0;
            for (int i = 0; i < width; i++) {
                double expected = i < visible ? Math.exp(factor * Memory.get(x, r * width + i)) / sum : 0;
                assertEquals(expected, Memory.get(p, r * width + i), 1e-6, "row " + r + ", " + i);
                mean += expected * Memory.get(dp, r * width + i);
            }
            for (int i = 0; i < width; i++) {
                double expected = factor * Memory.get(p, r * width + i) * (Memory.get(dp, r * width + i) - mean);
                assertEquals(expected, Memory.get(dx, r * width + i), 2e-6, "gradient " + r + ", " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 16, 100})
    void layerNormAndItsGradientsFollowTheirFormulas(int width) {
        int rows = 300;
        double epsilon = 1e-5;
        MemorySegment x = random(rows * width, 2, 1);
        MemorySegment weight = random(width, 1, 2);
        MemorySegment bias = random(width, 1, 3);
        MemorySegment dy = random(rows * width, 1, 4);
        MemorySegment y = Memory.allocate(rows * width);
        MemorySegment dx = Memory.allocate(rows * width);
        MemorySegment dweight = Memory.allocate(width);
        MemorySegment dbias = Memory.allocate(width);
        LayerNormKernel.forward(x, weight, bias, y, rows, width, epsilon);
        LayerNormKernel.backward(x, dy, weight, dx, dweight, dbias, rows, width, epsilon);
        double[] expectedWeight = new double[width];
        double[] expectedBias = new double[width];
        for (int r = 0; r < rows; r++) {
            double mean = 0;
            double squares = 0;
            for (int i = 0; i < width; i++) {
                mean += Memory.get(x, r * width + i) / (double) width;
            }
            for (int i = 0; i < width; i++) {
                squares += Math.pow(Memory.get(x, r * width + i) - mean, 2) / width;
            }
            double inverse = 1 / Math.sqrt(squares + epsilon);
            double upstream = 0;
            double along = 0;
            for (int i = 0; i < width; i++) {
                double hat = (Memory.get(x, r * width + i) - mean) * inverse;
                double g = Memory.get(dy, r * width + i);
                assertEquals(hat * Memory.get(weight, i) + Memory.get(bias, i), Memory.get(y, r * width + i), 1e-5);
                expectedWeight[i] += g * hat;
                expectedBias[i] += g;
                upstream += g * Memory.get(weight, i) / width;
                along += g * Memory.get(weight, i) * hat / width;
            }
            for (int i = 0; i < width; i++) {
                double hat = (Memory.get(x, r * width + i) - mean) * inverse;
                double expected =
                        inverse * (Memory.get(dy, r * width + i) * Memory.get(weight, i) - upstream - hat * along);
                assertEquals(expected, Memory.get(dx, r * width + i), 2e-5 * Math.max(1, inverse));
            }
        }
        for (int i = 0; i < width; i++) {
            assertEquals(expectedWeight[i], Memory.get(dweight, i), 1e-3);
            assertEquals(expectedBias[i], Memory.get(dbias, i), 1e-3);
        }
    }

    @Test
    void maskedNumbersAreTheSameForwardAndBack() {
        int n = 10_007;
        MemorySegment x = random(n, 1, 1);
        MemorySegment y = Memory.allocate(n);
        Drop.apply(x, y, RandomStream.of(5).bernoulli(0.8), 1.25f);
        int dropped = 0;
        float[] mask = new float[n];
        RandomStream.of(5).bernoulli(0.8).fill(0, mask, n);
        for (int i = 0; i < n; i++) {
            assertEquals(mask[i] * 1.25f * Memory.get(x, i), Memory.get(y, i));
            dropped += mask[i] == 0 ? 1 : 0;
        }
        assertEquals(0.2, dropped / (double) n, 0.02);
    }

    /** Every window against every pixel, at sizes where windows end inside and outside of the image. */
    @ParameterizedTest
    @ValueSource(ints = {4, 7, 8})
    void maximumPoolsTakeTheLargestOfEachWindowAndGiveItTheGradient(int side) {
        int channels = 19;
        Pooling.Windows windows = new Pooling.Windows(2, side, side, channels, 3, 2, 1);
        int out = windows.outHeight();
        assertEquals((side + 1) / 2, out, "side " + side);
        MemorySegment x = random(2 * side * side * channels, 1, 1);
        MemorySegment dy = random(2 * out * out * channels, 1, 2);
        MemorySegment y = Memory.allocate(2 * out * out * channels);
        MemorySegment dx = Memory.allocate(2 * side * side * channels);
        Pooling.maximum(x, y, windows);
        Pooling.maximumGradient(x, dy, dx, windows);
        double[] gradient = new double[2 * side * side * channels];
        for (int o = 0; o < 2 * out * out * channels; o++) {
            int c = o % channels;
            int column = o / channels % out;
            int row = o / channels / out % out;
            int n = o / channels / out / out;
            int largest = -1;
            for (int h = 0; h < side; h++) {
                for (int w = 0; w < side; w++) {
                    int at = ((n * side + h) * side + w) * channels + c;
                    boolean inside = Math.abs(h - 2 * row) <= 1 && Math.abs(w - 2 * column) <= 1;
                    if (inside && (largest < 0 || Memory.get(x, at) > Memory.get(x, largest))) {
                        largest = at;
                    }
                }
            }
            assertEquals(Memory.get(x, largest), Memory.get(y, o), "side " + side + ", output " + o);
            gradient[largest] += Memory.get(dy, o);
        }
        for (int i = 0; i < gradient.length; i++) {
            assertEquals(gradient[i], Memory.get(dx, i), 1e-5, "side " + side + ", input " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0", "3, 0, 1", "3, 2, 3", "5, 1, 0"})
    void poolsThatNobodyCanComputeAreRefused(int window, int stride, int padding) {
        assertThrows(IllegalArgumentException.class, () -> new Pooling.Windows(1, 4, 4, 1, window, stride, padding));
    }
}
