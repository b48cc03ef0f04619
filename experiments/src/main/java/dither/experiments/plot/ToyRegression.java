package dither.experiments.plot;

import dither.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Least squares on a fixed grid, {@code L(w) = |X (w - w*)|^2 / 2n}, by gradient descent of two kinds.
 *
 * <p>Straight through: {@code w -= rate X^T X (Q(w) - w*) / n}. Pseudo noise: {@code w -= rate X^T X (w + d e - w*) / n} with
 * {@code e ~ N(0, 1)/2}, as DiffQ has it. With one weight and X = 1 it is the one-dimensional problem.
 *
 * @param x rows of X
 * @param optimum w*
 * @param step d, the distance of grid points; zero is one of them
 * @param rate of the descent
 */
record ToyRegression(double[][] x, double[] optimum, double step, double rate) {

    /** One weight, unit curvature. */
    static ToyRegression oneDimensional(double optimum, double rate) {
        return new ToyRegression(new double[][] {{1}}, new double[] {optimum}, 1, rate);
    }

    /** Independent normal inputs and optimal weights. */
    static ToyRegression random(int rows, int weights, double step, double rate, RandomStream stream) {
        double[][] x = new double[rows][];
        for (int i = 0; i < rows; i++) {
            x[i] = normal(stream.at("inputs").at(i), weights);
        }
        return new ToyRegression(x, normal(stream.at("optimum"), weights), step, rate);
    }

    /** Standard normal numbers, one by one: reports run without the Vector API of the kernels. */
    private static double[] normal(RandomStream stream, int count) {
        return IntStream.range(0, count).mapToDouble(i -> stream.normal(2L * i)).toArray();
    }

    /**
     * All weights after each step, the start included.
     *
     * @param noise null for straight through
     */
    List<double[]> descend(double start, int steps, RandomStream noise) {
        int n = optimum.length;
        double[] w = new double[n];
        Arrays.fill(w, start);
        List<double[]> path = new ArrayList<>();
        path.add(w.clone());
        for (int s = 0; s < steps; s++) {
            double[] seen = noise == null ? rounded(w) : noisy(w, normal(noise.at(s), n));
            double[] gradient = gradient(seen);
            for (int i = 0; i < n; i++) {
                w[i] -= rate * gradient[i];
            }
            path.add(w.clone());
        }
        return path;
    }

    private double[] noisy(double[] w, double[] e) {
        double[] seen = new double[w.length];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = w[i] + step * 0.5 * e[i];
        }
        return seen;
    }

    /** The nearest grid points. */
    double[] rounded(double[] w) {
        return Arrays.stream(w).map(value -> step * Math.rint(value / step)).toArray();
    }

    /** {@code |X (w - w*)|^2 / 2n}. */
    double loss(double[] w) {
        double sum = 0;
        for (double[] row : x) {
            sum += Math.pow(error(row, w), 2);
        }
        return sum / (2 * x.length);
    }

    private double[] gradient(double[] w) {
        double[] gradient = new double[w.length];
        for (double[] row : x) {
            double error = error(row, w);
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += error * row[i] / x.length;
            }
        }
        return gradient;
    }

    private double error(double[] row, double[] w) {
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            sum += row[i] * (w[i] - optimum[i]);
        }
        return sum;
    }
}
