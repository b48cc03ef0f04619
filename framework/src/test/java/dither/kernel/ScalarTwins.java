package dither.kernel;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Every element-by-element kernel against a plain loop in the stated order of single-precision operations, at every length
 * up to two vectors and a tail, and a digest of what depends on no such loop. A program of its own, so that a test can
 * run it with vectors of another width.
 */
public final class ScalarTwins {
    private static final int LONGEST = 2 * 16 + 37;

    private final List<String> failures = new ArrayList<>();
    private long digest = 1;

    private ScalarTwins() {}

    /** Prints failures, or the width of vectors and the digest. */
    public static void main(String[] arguments) {
        ScalarTwins twins = new ScalarTwins();
        for (int n = 1; n <= LONGEST; n++) {
            twins.compare(n);
        }
        twins.compare(40_000); // more than one block
        twins.noise();
        twins.failures.stream().limit(20).forEach(System.out::println);
        System.out.println("failures " + twins.failures.size());
        System.out.println("digest " + twins.digest);
        System.out.println("bits " + Memory.vectorBits());
    }

    private interface Element {
        float of(int i);
    }

    private void same(String kernel, int n, MemorySegment actual, Element expected) {
        for (int i = 0; i < n; i++) {
            float e = expected.of(i);
            float a = Memory.get(actual, i);
            if (!(a == e)) {
                failures.add(kernel + ", element " + i + " of " + n + ": " + a + ", not " + e);
            }
        }
    }

    private static MemorySegment normal(long key, int n) {
        float[] values = new float[n];
        Noise.gaussian(key).fill(0, values, n);
        return Memory.of(values);
    }

    private static float rint(float v) {
        return (float) Math.rint(v);
    }

    private void compare(int n) {
        MemorySegment w = normal(1, n);
        MemorySegment g = normal(2, n);
        MemorySegment out = Memory.allocate(n);
        float[] x = Memory.toArray(w);
        float[] up = Memory.toArray(g);
        Elementwise.add(w, out);
        same("add", n, out, i -> x[i]);
        Elementwise.subtract(g, out);
        same("subtract", n, out, i -> x[i] - up[i]);
        Elementwise.scale(out, 0.3f);
        same("scale", n, out, i -> (x[i] - up[i]) * 0.3f);
        Elementwise.relu(w, out);
        same("relu", n, out, i -> Math.max(x[i], 0));
        Elementwise.addRelu(w, g, out);
        same("addRelu", n, out, i -> Math.max(x[i] + up[i], 0));

        float unit = 1f / 15;
        FakeQuantise.minMax(w, out, -5, 6, 4);
        same("minMax", n, out, i -> rint((x[i] - -5f) / 11f / unit) * unit * 11f + -5f);
        FakeQuantise.learned(w, out, 0.3f, 0.1f, -4, 3);
        same("learned", n, out, i -> rint(Math.clamp((x[i] - 0.1f) / 0.3f, -4, 3)) * 0.3f + 0.1f);
        channels(n, w, x, g, up);
        learnedGradient(n, w, x, up);
        pseudoNoise(n, w, x);
        sgd(n, w, x, g, up);
        nearest(n, w, x);
    }

    private void nearest(int n, MemorySegment w, float[] x) {
        float[] centroids = new float[40];
        Noise.gaussian(6).fill(0, centroids, centroids.length);
        short[] index = new short[n];
        Nearest.assign(w, 1, centroids, index);
        for (int i = 0; i < n; i++) {
            int best = 0;
            for (int k = 1; k < centroids.length; k++) {
                float a = x[i] - centroids[k];
                float b = x[i] - centroids[best];
                best = Math.fma(a, a, 0f) < Math.fma(b, b, 0f) ? k : best;
            }
            if (best != index[i]) {
                failures.add("nearest, element " + i + " of " + n);
            }
        }
    }

    private void channels(int n, MemorySegment w, float[] x, MemorySegment g, float[] up) {
        MemorySegment out = Memory.allocate(n);
        for (int[] layout : new int[][] {{1, n}, {3, 5}, {7, 1}, {2, 40}}) {
            int count = layout[0];
            int inner = layout[1];
            float[] scale = new float[count];
            float[] zero = new float[count];
            float[] low = new float[count];
            float[] high = new float[count];
            for (int c = 0; c < count; c++) {
                scale[c] = 0.1f + 0.05f * c;
                zero[c] = 7 - c % 3;
                low[c] = -1 - c;
                high[c] = 0.5f + c;
            }
            String name = count + " channels of " + inner;
            FakeQuantise.affine(w, out, scale, zero, inner, 15, null);
            same("affine, " + name, n, out, i -> {
                int c = i / inner % count;
                return (Math.clamp(rint(x[i] / scale[c] + zero[c]), 0, 15) - zero[c]) * scale[c];
            });
            float[] mask = new float[n];
            Noise.bernoulli(5, 0.5).fill(0, mask, n);
            FakeQuantise.affine(w, out, scale, zero, inner, 15, Noise.bernoulli(5, 0.5));
            same("masked affine, " + name, n, out, i -> {
                int c = i / inner % count;
                float rounded = (Math.clamp(rint(x[i] / scale[c] + zero[c]), 0, 15) - zero[c]) * scale[c];
                return mask[i] == 1 ? rounded : Math.clamp(x[i], scale[c] * -zero[c], scale[c] * (15 - zero[c]));
            });
            MemorySegment gradient = Memory.of(up);
            FakeQuantise.clipGradient(w, gradient, low, high, inner);
            same("clipGradient, " + name, n, gradient, i -> {
                int c = i / inner % count;
                return x[i] < low[c] || x[i] > high[c] ? 0 : up[i];
            });
            float[] min = new float[count];
            float[] max = new float[count];
            Elementwise.extremes(w, inner, min, max);
            float[] least = new float[count];
            Arrays.fill(least, Float.POSITIVE_INFINITY);
            for (int i = 0; i < n; i++) {
                least[i / inner % count] = Math.min(least[i / inner % count], x[i]);
            }
            if (!Arrays.equals(least, min)) {
                failures.add("extremes of " + name + " of " + n);
            }
        }
    }

    private void learnedGradient(int n, MemorySegment w, float[] x, float[] up) {
        MemorySegment gradient = Memory.of(up);
        FakeQuantise.learnedGradient(w, gradient, 0.3f, 0, -4, 3);
        same("learnedGradient", n, gradient, i -> x[i] / 0.3f < -4 || x[i] / 0.3f > 3 ? 0 : up[i]);
    }

    private void pseudoNoise(int n, MemorySegment w, float[] x) {
        float[] drawn = new float[n];
        Noise.gaussian(9).fill(0, drawn, n);
        MemorySegment out = Memory.allocate(n);
        for (int groupSize : new int[] {1, 2, 8, 16, n}) {
            if (n % groupSize == 0) {
                float[] amplitude = new float[n / groupSize];
                for (int s = 0; s < amplitude.length; s++) {
                    amplitude[s] = 0.1f + s % 5;
                }
                PseudoNoise.add(w, out, amplitude, groupSize, Noise.gaussian(9));
                same(
                        "PseudoNoise, groups of " + groupSize,
                        n,
                        out,
                        i -> Math.fma(drawn[i], amplitude[i / groupSize], x[i]));
                float[] sums = new float[n / groupSize];
                PseudoNoise.groupSums(w, groupSize, Noise.gaussian(9), 0.5f, sums);
                if (groupSize <= 16) {
                    add(sums); // the order of these sums is fixed, that of a whole tensor's blocks too
                }
            }
        }
    }

    private void sgd(int n, MemorySegment w, float[] x, MemorySegment g, float[] up) {
        MemorySegment weights = Memory.of(x);
        MemorySegment velocity = Memory.allocate(n);
        Updates.sgd(weights, g, velocity, 0.1f, 0.9f, 0, 1, false);
        same("sgd", n, velocity, i -> up[i]);
        for (int i = 0; i < n; i++) {
            float expected = Math.fma(-0.1f, up[i], x[i]);
            float other = x[i] - 0.1f * up[i];
            float actual = Memory.get(weights, i);
            if (Math.min(Math.abs(actual - expected), Math.abs(actual - other)) > Math.ulp(expected)) {
                failures.add("sgd, element " + i + " of " + n + ": " + actual);
            }
        }
    }

    /** Noise and bit widths must be the same bits for every width of vectors. */
    private void noise() {
        for (int n : new int[] {1, 31, 32, 33, 1000}) {
            float[] values = new float[n];
            for (int start : new int[] {0, 5, 64}) {
                Noise.gaussian(3).fill(start, values, n);
                add(values);
                Noise.uniform(3).fill(start, values, n);
                add(values);
                for (int i = 0; i < n; i++) {
                    float expected = (Noise.hash(3, start + i) >>> 8) * 0x1p-24f - 0.5f;
                    if (values[i] != expected) {
                        failures.add("uniform noise, element " + (start + i));
                    }
                }
            }
            float[] step = new float[n];
            float[] slope = new float[n];
            float[] scaled = new float[n];
            BitWidths.steps(normal(4, n), 2, 13, 1.7f, step, slope, scaled);
            add(step);
            add(slope);
            add(scaled);
            BitWidths.stepsByLogarithm(normal(4, n), 1 / 3.0, 1 / 32767.0, 1.7f, step, slope, scaled);
            add(step);
            add(slope);
        }
    }

    private void add(float[] values) {
        for (float value : values) {
            digest = 31 * digest + Float.floatToRawIntBits(value);
        }
    }
}
