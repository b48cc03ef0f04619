package dither.task.audio;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * The filters of {@code taps} samples by which some signals best make others: the least-squares projection of BSS Eval (Vincent et al.
 * 2006), {@code min sum_t (target(t) - sum_k sum_tau filter_k(tau) signal_k(t - tau))^2} with signals that are silent outside their length.
 *
 * <p>Its normal equations have a Toeplitz block for each pair of signals, {@code sum_t a(t) b(t + lag)}, which comes from Fourier transforms, and are
 * solved by Cholesky's decomposition in double precision.
 */
final class Filters {
    /** Added to the diagonal, relative to its mean: equal or silent signals leave the filters undetermined. */
    private static final double RIDGE = 1e-14;

    private final int taps;

    /** By target, then signal and tap. */
    private final double[][] coefficients;

    private Filters(int taps, double[][] coefficients) {
        this.taps = taps;
        this.coefficients = coefficients;
    }

    /** Fits filters from {@code signals} to each of {@code targets}, all of one length. */
    static Filters fit(double[][] signals, double[][] targets, int taps) {
        int length = signals[0].length;
        int size = Integer.highestOneBit(length + taps - 1) << 1;
        double[][][] spectra = new double[signals.length][][];
        for (int k = 0; k < signals.length; k++) {
            spectra[k] = transform(signals[k], size);
        }
        int n = signals.length * taps;
        double[][] gram = new double[n][n];
        for (int a = 0; a < signals.length; a++) {
            for (int b = 0; b < signals.length; b++) {
                double[] lags = correlation(spectra[a], spectra[b], size);
                for (int i = 0; i < taps; i++) {
                    for (int j = 0; j < taps; j++) {
                        // x_a(t - i) x_b(t - j) summed over t is the correlation at lag i - j.
                        gram[a * taps + i][b * taps + j] = lags[Math.floorMod(i - j, size)];
                    }
                }
            }
        }
        double[][] right = new double[targets.length][n];
        for (int e = 0; e < targets.length; e++) {
            double[][] target = transform(targets[e], size);
            for (int a = 0; a < signals.length; a++) {
                double[] lags = correlation(spectra[a], target, size);
                System.arraycopy(lags, 0, right[e], a * taps, taps);
            }
        }
        solve(gram, right);
        return new Filters(taps, right);
    }

    /** What the filters make of signals for target {@code e}; {@code taps - 1} samples longer than those. */
    double[] apply(double[][] signals, int e) {
        int length = signals[0].length;
        int size = Integer.highestOneBit(length + taps - 1) << 1;
        double[][] sum = new double[2][size];
        for (int k = 0; k < signals.length; k++) {
            double[][] signal = transform(signals[k], size);
            double[] filter = Arrays.copyOfRange(coefficients[e], k * taps, (k + 1) * taps);
            double[][] response = transform(filter, size);
            for (int i = 0; i < size; i++) {
                sum[0][i] += signal[0][i] * response[0][i] - signal[1][i] * response[1][i];
                sum[1][i] += signal[0][i] * response[1][i] + signal[1][i] * response[0][i];
            }
        }
        FastFourierTransformer.transformInPlace(sum, DftNormalization.STANDARD, TransformType.INVERSE);
        return Arrays.copyOf(sum[0], length + taps - 1);
    }

    private static double[][] transform(double[] signal, int size) {
        double[][] spectrum = {Arrays.copyOf(signal, size), new double[size]};
        FastFourierTransformer.transformInPlace(spectrum, DftNormalization.STANDARD, TransformType.FORWARD);
        return spectrum;
    }

    /** {@code sum_t a(t) b(t + lag)}, negative lags from the end. */
    private static double[] correlation(double[][] a, double[][] b, int size) {
        double[][] product = new double[2][size];
        for (int i = 0; i < size; i++) {
            product[0][i] = a[0][i] * b[0][i] + a[1][i] * b[1][i];
            product[1][i] = a[0][i] * b[1][i] - a[1][i] * b[0][i];
        }
        FastFourierTransformer.transformInPlace(product, DftNormalization.STANDARD, TransformType.INVERSE);
        return product[0];
    }

    /**
     * Solves {@code matrix x = right} for each row of {@code right}, in place, by Cholesky's decomposition row by row, on
     * all cores, which that of Commons Math does not use; there are thousands of rows.
     */
    private static void solve(double[][] matrix, double[][] right) {
        int n = matrix.length;
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += matrix[i][i];
        }
        for (int i = 0; i < n; i++) {
            matrix[i][i] += RIDGE * trace / n;
        }
        for (int j = 0; j < n; j++) {
            double[] pivot = matrix[j];
            double diagonal = Math.sqrt(Math.max(pivot[j] - dot(pivot, pivot, j), Double.MIN_NORMAL));
            pivot[j] = diagonal;
            int column = j;
            IntStream below = IntStream.range(j + 1, n);
            (n - j > 256 ? below.parallel() : below)
                    .forEach(i -> matrix[i][column] = (matrix[i][column] - dot(matrix[i], pivot, column)) / diagonal);
        }
        for (double[] x : right) {
            for (int i = 0; i < n; i++) {
                x[i] = (x[i] - dot(matrix[i], x, i)) / matrix[i][i];
            }
            for (int i = n - 1; i >= 0; i--) {
                x[i] /= matrix[i][i];
                for (int k = 0; k < i; k++) {
                    x[k] -= matrix[i][k] * x[i];
                }
            }
        }
    }

    /** The sum of the first {@code count} products, in four parts so that they need not wait for each other. */
    private static double dot(double[] x, double[] y, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            a += x[i] * y[i];
            b += x[i + 1] * y[i + 1];
            c += x[i + 2] * y[i + 2];
            d += x[i + 3] * y[i + 3];
        }
        for (; i < count; i++) {
            a += x[i] * y[i];
        }
        return a + b + (c + d);
    }
}
