package dither.experiments.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.random.RandomStream;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToyRegressionTest {
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.25, 0.4})
    void straightThroughSeesTheUpperPointAsOftenAsDerived(double optimum) {
        ToyRegression toy = ToyRegression.oneDimensional(optimum, 0.05);
        List<double[]> ste = toy.descend(-0.4, 20_000, null).subList(2_000, 20_001);
        List<double[]> noise = toy.descend(-0.4, 20_000, RandomStream.of(1)).subList(2_000, 20_001);

        double upper =
                ste.stream().mapToDouble(w -> toy.rounded(w)[0]).average().orElseThrow();
        double mean = noise.stream().mapToDouble(w -> w[0]).average().orElseThrow();
        double variance = noise.stream()
                .mapToDouble(w -> Math.pow(w[0] - mean, 2))
                .average()
                .orElseThrow();

        assertEquals(optimum, upper, 0.005);
        assertEquals(optimum, mean, 0.02);
        assertEquals(0.05 * 0.25 / 1.95, variance, 0.15 * 0.05 * 0.25 / 1.95, "rate Var(e) / (2 - rate)");
        assertArrayEquals(new double[] {0}, toy.rounded(new double[] {mean}));
    }
}
