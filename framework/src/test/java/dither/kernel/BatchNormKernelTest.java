package dither.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.kernel.network.BatchNormKernel;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against plain loops in double precision, for channel counts that do and do not fit vectors. */
class BatchNormKernelTest {
    private static final double EPSILON = 1e-5;

    @ParameterizedTest
    @CsvSource({"1,50", "3,41", "8,33", "10,7", "16,129", "24,40", "64,300", "16,20000"})
    void forwardAndBackwardAgreeWithLoops(int channels, int rows) {
        Case c = new Case(channels, rows);
        BatchNormKernel kernel = new BatchNormKernel(channels);
        var statistics = kernel.statistics(c.x, rows);
        float[] scale = new float[channels];
        float[] shift = new float[channels];
        float[] mean = new float[channels];
        float[] inverse = new float[channels];
        for (int k = 0; k < channels; k++) {
            assertEquals(c.mean[k], statistics.mean()[k], 1e-4, "mean " + k);
            assertEquals(c.variance[k], statistics.variance()[k], 1e-4 * c.variance[k], "variance " + k);
            mean[k] = (float) c.mean[k];
            inverse[k] = (float) (1 / Math.sqrt(c.variance[k] + EPSILON));
            scale[k] = (float) c.gamma[k] * inverse[k];
            shift[k] = (float) (c.beta[k] - c.mean[k] * scale[k]);
        }
        MemorySegment y = Memory.allocate((long) rows * channels);
        MemorySegment dx = Memory.allocate((long) rows * channels);

        kernel.apply(c.x, y, rows, scale, shift, true);
        var sums = kernel.gradientSums(c.x, c.dy, rows, scale, shift, mean, inverse, true);
        kernel.gradientInput(c.x, c.dy, dx, rows, scale, shift, mean, inverse, sums, true);

        for (int k = 0; k < channels; k++) {
            double dgamma = 0;
            double dbeta = 0;
            for (int r = 0; r < rows; r++) {
                dgamma += c.upstream(r, k) * c.normal(r, k);
                dbeta += c.upstream(r, k);
            }
            assertEquals(dgamma, sums.gamma()[k], 2e-4 * Math.sqrt(rows), "dgamma " + k);
            assertEquals(dbeta, sums.beta()[k], 2e-4 * Math.sqrt(rows), "dbeta " + k);
            for (int r = 0; r < rows; r++) {
                int i = r * channels + k;
                assertEquals(Math.max(c.output(r, k), 0), Memory.get(y, i), 1e-4, "y " + i);
                double expected =
                        c.gamma[k] * inverse[k] * (c.upstream(r, k) - dbeta / rows - c.normal(r, k) * dgamma / rows);
                assertEquals(expected, Memory.get(dx, i), 1e-3, "dx " + i);
            }
        }
    }

    private static final class Case {
        final MemorySegment x;
        final MemorySegment dy;
        final double[] mean;
        final double[] variance;
        final double[] gamma;
        final double[] beta;
        private final int channels;

        Case(int channels, int rows) {
            this.channels = channels;
            float[] values = new float[channels * rows];
            float[] gradients = new float[channels * rows];
            Noise.gaussian(channels).fill(0, values, values.length);
            Noise.gaussian(rows).fill(0, gradients, gradients.length);
            mean = new double[channels];
            variance = new double[channels];
            gamma = new double[channels];
            beta = new double[channels];
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] * (1 + i % channels) + 10 * (i % channels); // means far from zero
            }
            for (int k = 0; k < channels; k++) {
                for (int r = 0; r < rows; r++) {
                    mean[k] += values[r * channels + k] / (double) rows;
                }
                for (int r = 0; r < rows; r++) {
                    variance[k] += Math.pow(values[r * channels + k] - mean[k], 2) / rows;
                }
                gamma[k] = 0.5 + k % 3;
                beta[k] = k % 2 - 0.3;
            }
            x = Memory.of(values);
            dy = Memory.of(gradients);
        }

        double normal(int row, int k) {
            return (Memory.get(x, row * channels + k) - mean[k]) / Math.sqrt(variance[k] + EPSILON);
        }

        double output(int row, int k) {
            return gamma[k] * normal(row, k) + beta[k];
        }

        double upstream(int row, int k) {
            return output(row, k) > 0 ? Memory.get(dy, row * channels + k) : 0;
        }
    }
}
