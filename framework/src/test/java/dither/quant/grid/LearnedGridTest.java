package dither.quant.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.kernel.Memory;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnedGridTest {
    private static final int N = 500;

    private static double[] normal(String name) {
        float[] drawn = new float[N];
        RandomStream.of(9).at(name).gaussian().fill(0, drawn, N);
        double[] values = new double[N];
        for (int i = 0; i < N; i++) {
            values[i] = drawn[i];
        }
        return values;
    }

    private static MemorySegment memory(double[] values) {
        MemorySegment memory = Memory.allocate(values.length);
        for (int i = 0; i < values.length; i++) {
            Memory.set(memory, i, (float) values[i]);
        }
        return memory;
    }

    /** The surrogate in double precision: rounding adds a constant, clipping is what it is. */
    private static double loss(double[] x, double[] g, double s, double beta, int low, int high, double s0, double b0) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double v0 = (x[i] - b0) / s0;
            double residual = v0 < low || v0 > high ? 0 : Math.rint(v0) - v0;
            double v = (x[i] - beta) / s;
            double clipped = v0 < low ? low : v0 > high ? high : v;
            sum += g[i] * ((clipped + residual) * s + beta);
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"-2,1,0.7,0", "-8,7,0.2,0.1", "0,15,0.11,-0.4", "-128,127,0.01,0", "0,3,0.9,0.05"})
    void gradientsAreThoseOfTheSurrogate(int low, int high, float step, float offset) {
        double[] x = normal("x");
        double[] g = normal("g");
        LearnedGrid grid = new LearnedGrid(low, high, step, offset);
        MemorySegment gradient = memory(g);
        double scale = 1 / Math.sqrt((double) N * high);
        double h = 1e-6;

        grid.pullBack(memory(x), gradient, N, true);

        double s = step;
        double b = offset;
        double expectedStep = (loss(x, g, s + h, b, low, high, s, b) - loss(x, g, s - h, b, low, high, s, b)) / (2 * h);
        double expectedOffset =
                (loss(x, g, s, b + h, low, high, s, b) - loss(x, g, s, b - h, low, high, s, b)) / (2 * h);
        assertEquals(
                scale * expectedStep, Memory.get(grid.stepGradient(), 0), 1e-4 * (1 + Math.abs(scale * expectedStep)));
        assertEquals(scale * expectedOffset, Memory.get(grid.offsetGradient(), 0), 1e-4);
        for (int i = 0; i < N; i++) {
            double v = (x[i] - b) / s;
            assertEquals(v < low || v > high ? 0 : (float) g[i], Memory.get(gradient, i), "element " + i + " at " + v);
        }
    }

    @ParameterizedTest
    @CsvSource({"1.49,-0.49", "1.51,0.49", "-2.6,-2", "1.2,-0.2", "9,1"})
    void theStepsGradientIsTheResidualInsideAndTheBoundOutside(float v, double expected) {
        int high = v == 9 ? 1 : 7;
        LearnedGrid grid = new LearnedGrid(-2, high, 1, 0);

        grid.pullBack(Memory.of(v), Memory.of(1), 1.0 / high, false);

        assertEquals(expected, Memory.get(grid.stepGradient(), 0), 1e-6);
    }

    @Test
    void withoutOffsetLsqPlusIsLsq() {
        MemorySegment x = memory(normal("x"));
        MemorySegment out = Memory.allocate(N);
        LearnedGrid grid = LearnedGrid.signed(4, 0.3);

        grid.round(x, out);

        for (int i = 0; i < N; i++) {
            float level = (float) Math.rint(Math.clamp(Memory.get(x, i) / 0.3f, -8, 7));
            assertTrue(level * 0.3f == Memory.get(out, i), "element " + i); // 0 and -0 are the same
        }
    }

    /** The gradient scale acts on the step's gradient and nothing else. */
    @Test
    void theGradientScaleChangesNeitherTheForwardNorTheWeights() {
        double[] x = normal("x");
        MemorySegment one = memory(normal("g"));
        MemorySegment two = memory(normal("g"));
        LearnedGrid grid = LearnedGrid.signed(3, 0.4);

        grid.pullBack(memory(x), one, N, false);
        float small = Memory.get(grid.stepGradient(), 0);
        grid.pullBack(memory(x), two, N / 4.0, false);

        assertEquals(2 * small, Memory.get(grid.stepGradient(), 0), 1e-6 * Math.abs(small));
        assertArrayEquals(Memory.toArray(one), Memory.toArray(two));
    }

    @Test
    void stepsStayPositiveThroughAThousandBadUpdates() {
        LearnedGrid grid = LearnedGrid.signed(4, 0.1);
        for (int i = 0; i < 1000; i++) {
            Memory.set(grid.step(), 0, Memory.get(grid.step(), 0) - 0.01f * (i % 7));
            grid.keepPositive();
            assertTrue(Memory.get(grid.step(), 0) >= LearnedGrid.SMALLEST_STEP);
        }
    }
}
