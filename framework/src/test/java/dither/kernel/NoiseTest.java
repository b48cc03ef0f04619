package dither.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseTest {
    private static final long KEY = 0x1234_5678_9abc_def0L;

    @Test
    void gaussianIsBoxMullerOfHashedCounters() {
        float[] noise = new float[320];
        Noise.gaussian(KEY).fill(0, noise, noise.length);

        for (int i = 0; i < noise.length; i++) {
            int pair = i / 32 * 32 + i % 16;
            double u = ((Noise.hash(KEY, pair) >>> 8) + 0.5) / (1 << 24);
            double turn = ((Noise.hash(KEY, pair + 16) >>> 8) + 0.5) / (1 << 24) - 0.5;
            double radius = Math.sqrt(-2 * Math.log(u));
            double expected =
                    i % 32 < 16 ? radius * Math.cos(2 * Math.PI * turn) : radius * Math.sin(2 * Math.PI * turn);
            assertEquals(expected, noise[i], 1e-5, "element " + i);
        }
    }

    @Test
    void gaussianIsNormal() {
        float[] noise = new float[1 << 16];
        Noise.gaussian(KEY).fill(0, noise, noise.length);
        double[] sample = new double[20_000];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = noise[i];
        }

        double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(new NormalDistribution(), sample);

        assertTrue(p > 0.01, "Kolmogorov–Smirnov p = " + p);
    }

    @Test
    void neighbouringKeysAndElementsAreUncorrelated() {
        int n = 1 << 18;
        float[] a = new float[n];
        float[] b = new float[n];
        Noise.uniform(KEY).fill(0, a, n);
        Noise.uniform(KEY + 1).fill(0, b, n);

        double keys = 0;
        double elements = 0;
        for (int i = 1; i < n; i++) {
            keys += a[i] * b[i];
            elements += a[i] * a[i - 1];
        }

        double fourSigma = 4 * Math.sqrt(n) / 12;
        assertEquals(0, keys, fourSigma, "keys");
        assertEquals(0, elements, fourSigma, "elements");
    }

    @Test
    void uniformFillsTheIntervalEvenly() {
        float[] noise = new float[1 << 16];
        Noise.uniform(KEY).fill(0, noise, noise.length);
        int[] bins = new int[16];
        for (float value : noise) {
            assertTrue(value >= -0.5f && value < 0.5f, () -> "out of range: " + value);
            bins[(int) ((value + 0.5f) * 16)]++;
        }
        for (int bin : bins) {
            assertEquals(noise.length / 16.0, bin, 4 * Math.sqrt(noise.length / 16.0), Arrays.toString(bins));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 33, 1000})
    void elementsDependOnTheirIndexOnly(int start) {
        float[] whole = new float[2048];
        Noise.gaussian(KEY).fill(0, whole, whole.length);
        float[] part = new float[100];
        Noise.gaussian(KEY).fill(start, part, part.length);

        assertArrayEquals(Arrays.copyOfRange(whole, start, start + 100), part);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 1})
    void bernoulliHitsItsRate(double rate) {
        float[] mask = new float[1 << 16];
        Noise.bernoulli(KEY, rate).fill(0, mask, mask.length);
        double sum = 0;
        for (float value : mask) {
            assertTrue(value == 0 || value == 1, () -> "neither 0 nor 1: " + value);
            sum += value;
        }
        assertEquals(rate, sum / mask.length, 4 * Math.sqrt(rate * (1 - rate) / mask.length));
    }
}
