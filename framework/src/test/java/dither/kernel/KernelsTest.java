package dither.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.kernel.network.BatchNormKernel;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kernel against plain loops in double precision, at lengths that fit no vector. */
class KernelsTest {
    static IntStream lengths() {
        return IntStream.of(1, 7, 16, 33, 1000, 100_003);
    }

    private static MemorySegment normal(long key, int length) {
        float[] values = new float[length];
        Noise.gaussian(key).fill(0, values, length);
        return Memory.of(values);
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void sgdFollowsItsFormula(int n) {
        MemorySegment w = normal(1, n);
        MemorySegment g = normal(2, n);
        MemorySegment v = normal(3, n);
        float[] w0 = Memory.toArray(w);
        float[] g0 = Memory.toArray(g);
        float[] v0 = Memory.toArray(v);

        Updates.sgd(w, g, v, 0.1f, 0.9f, 0.01f, 0.5f, true);

        for (int i = 0; i < n; i++) {
            double gradient = 0.5 * g0[i] + 0.01 * w0[i];
            double velocity = 0.9 * v0[i] + gradient;
            assertEquals(velocity, Memory.get(v, i), 1e-5, "velocity " + i + " of " + n);
            assertEquals(w0[i] - 0.1 * (gradient + 0.9 * velocity), Memory.get(w, i), 1e-5, "weight " + i + " of " + n);
        }
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void adamFollowsItsFormula(int n) {
        MemorySegment w = normal(1, n);
        MemorySegment g = normal(2, n);
        MemorySegment m = Memory.allocate(n);
        MemorySegment s = Memory.allocate(n);
        double[] mean = new double[n];
        double[] square = new double[n];
        double[] weight = new double[n];
        for (int i = 0; i < n; i++) {
            weight[i] = Memory.get(w, i);
        }

        for (int step = 1; step <= 3; step++) {
            Updates.adam(w, g, m, s, 0.01f, 0.9f, 0.999f, 1e-8f, 0, 1, step);
            for (int i = 0; i < n; i++) {
                double gradient = Memory.get(g, i);
                mean[i] = 0.9 * mean[i] + 0.1 * gradient;
                square[i] = 0.999 * square[i] + 0.001 * gradient * gradient;
                weight[i] -= 0.01
                        * (mean[i] / (1 - Math.pow(0.9, step)))
                        / (Math.sqrt(square[i] / (1 - Math.pow(0.999, step))) + 1e-8);
            }
        }

        for (int i = 0; i < n; i++) {
            assertEquals(weight[i], Memory.get(w, i), 2e-5, "weight " + i + " of " + n);
        }
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void extremesAndTheirPlacesAreFound(int n) {
        MemorySegment x = normal(4, n);
        Memory.set(x, n / 2, 50);
        Memory.set(x, n - 1, 50);

        Elementwise.Extremes extremes = Elementwise.extremes(x);

        float min = Float.POSITIVE_INFINITY;
        for (float value : Memory.toArray(x)) {
            min = Math.min(min, value);
        }
        assertEquals(50, extremes.max());
        assertEquals(min, extremes.min());
        long[] expected = n / 2 == n - 1 ? new long[] {n - 1} : new long[] {n / 2, n - 1};
        assertArrayEquals(expected, extremes.whereMax(x), "length " + n);
        for (long at : extremes.whereMin(x)) {
            assertEquals(min, Memory.get(x, at), "length " + n);
        }
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void normsAddUp(int n) {
        MemorySegment x = normal(5, n);
        double expected = 0;
        for (float value : Memory.toArray(x)) {
            expected += (double) value * value;
        }
        assertEquals(expected, Elementwise.squaredNorm(x), 1e-5 * expected, "length " + n);
    }

    @Test
    void normsShowWhatIsNotFinite() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            MemorySegment x = normal(5, 100_003);
            Memory.set(x, 77_777, bad);
            assertTrue(!Double.isFinite(Elementwise.squaredNorm(x)), "with " + bad);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 8, 16, 24, 1000, 24_000})
    void groupSumsAddUpWhateverTheGroups(int groupSize) {
        int n = 24_000 * 3;
        MemorySegment g = normal(6, n);
        float[] noise = new float[n];
        Noise.gaussian(9).fill(0, noise, n);

        float[] sums = new float[n / groupSize];
        PseudoNoise.groupSums(g, groupSize, Noise.gaussian(9), 1, sums);

        for (int s = 0; s < sums.length; s++) {
            double expected = 0;
            for (int i = s * groupSize; i < (s + 1) * groupSize; i++) {
                expected += Memory.get(g, i) * (double) noise[i];
            }
            assertEquals(expected, sums[s], 1e-4 * Math.sqrt(groupSize), "group " + s + " of size " + groupSize);
        }
    }

    @Test
    void stepsAndSlopesOfWidthsFollowTheirFormulas() {
        int n = 1001;
        MemorySegment logits = Memory.allocate(n);
        for (int s = 0; s < n; s++) {
            Memory.set(logits, s, (s - 500) / 50f);
        }
        float[] step = new float[n];
        float[] slope = new float[n];

        float[] scaled = new float[n];
        BitWidths.steps(logits, 2, 13, 3, step, slope, scaled);

        for (int s = 0; s < n; s++) {
            double t = 1 / (1 + Math.exp(-Memory.get(logits, s)));
            double expected = 1 / (Math.pow(2, 2 + 13 * t) - 1);
            assertEquals(expected, step[s], 3e-6 * expected, "step of logit " + Memory.get(logits, s));
            assertEquals(3 * step[s], scaled[s]);
            assertEquals(13 * t * (1 - t), slope[s], 1e-5, "slope of logit " + Memory.get(logits, s));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 16, 1000, 72_000})
    void noiseIsScaledGroupByGroup(int groupSize) {
        int n = 72_000;
        MemorySegment stored = normal(6, n);
        MemorySegment seen = Memory.allocate(n);
        float[] amplitude = new float[n / groupSize];
        for (int s = 0; s < amplitude.length; s++) {
            amplitude[s] = s % 7;
        }
        float[] noise = new float[n];
        Noise.gaussian(9).fill(0, noise, n);

        PseudoNoise.add(stored, seen, amplitude, groupSize, Noise.gaussian(9));

        for (int i = 0; i < n; i++) {
            float expected = Math.fma(noise[i], amplitude[i / groupSize], Memory.get(stored, i));
            assertEquals(expected, Memory.get(seen, i), "element " + i + ", groups of " + groupSize);
        }
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void affineMixesGridAndClampedWeights(int n) {
        MemorySegment w = normal(7, n);
        MemorySegment seen = Memory.allocate(n);
        float[] mask = new float[n];
        Noise.bernoulli(3, 0.5).fill(0, mask, n);

        FakeQuantise.affine(w, seen, new float[] {0.25f}, new float[] {5}, n, 15, Noise.bernoulli(3, 0.5));

        for (int i = 0; i < n; i++) {
            float v = Memory.get(w, i);
            double expected = mask[i] == 1
                    ? 0.25 * (Math.clamp(Math.rint(v / 0.25 + 5), 0, 15) - 5)
                    : Math.clamp(v, -1.25f, 2.5f);
            assertEquals(expected, Memory.get(seen, i), 1e-6, "element " + i + " = " + v);
        }
    }

    /** In processes of their own: the width of vectors is fixed when a program starts. */
    @Test
    void everyWidthOfVectorsGivesTheBitsOfPlainLoops() throws Exception {
        Set<String> digests = new HashSet<>();
        Set<String> widths = new HashSet<>();
        for (String width : List.of("16", "32", "64")) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--add-modules",
                            "jdk.incubator.vector",
                            "-XX:MaxVectorSize=" + width,
                            "-cp",
                            System.getProperty("java.class.path"),
                            ScalarTwins.class.getName())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertEquals(0, process.waitFor(), output);
            assertTrue(output.contains("failures 0\n"), () -> width + " bytes: " + output);
            output.lines().filter(line -> line.startsWith("digest")).forEach(digests::add);
            output.lines().filter(line -> line.startsWith("bits")).forEach(widths::add);
        }
        assertEquals(1, digests.size(), "all widths give the same noise");
        assertTrue(widths.contains("bits 128"), () -> widths + " were tried");
    }

    static Stream<Supplier<Object>> kernels() {
        int n = 1 << 18;
        return Stream.of(
                () -> Elementwise.squaredNorm(normal(1, n)),
                () -> new BatchNormKernel(16).statistics(normal(1, n), n / 16).mean()[3],
                () -> {
                    float[] sums = new float[1];
                    PseudoNoise.groupSums(normal(1, n), n, Noise.gaussian(2), 1, sums);
                    return sums[0];
                },
                () -> FakeQuantise.learnedGradient(normal(1, n), normal(2, n), 0.3f, 0, -4, 3));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void resultsDoNotDependOnTheNumberOfThreads(Supplier<Object> kernel) throws Exception {
        Object expected = kernel.get();
        for (int threads : List.of(1, 2, 4)) {
            try (ForkJoinPool pool = new ForkJoinPool(threads)) {
                assertEquals(expected, pool.submit(kernel::get).get(), threads + " threads");
            }
        }
    }
}
