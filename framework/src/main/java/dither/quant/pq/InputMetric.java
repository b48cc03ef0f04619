package dither.quant.pq;

import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;

/**
 * Errors weighted by what meets the weights: {@code |A (v - c)|^2} with sampled inputs A of a block, as the original iPQ has
 * it (Stock et al. 2020, equation 3).
 *
 * <p>With the Cholesky factor of {@code G = A^T A / rows + ridge = L L^T} it is the plain distance between {@code L^T v} and
 * {@code L^T c}, so k-means runs on transformed blocks; {@code ridge} is 1e-6 of the mean of G's diagonal, or 1 where all
 * inputs are zero, which hung the published code.
 */
public final class InputMetric {
    private static final double RIDGE = 1e-6;

    private final int blockSize;

    /** Lower triangle, row by row. */
    private final double[][] factor;

    private InputMetric(int blockSize, double[][] factor) {
        this.blockSize = blockSize;
        this.factor = factor;
    }

    /**
     * From sampled inputs.
     *
     * @param rows samples of {@code blockSize} inputs, those that meet one block, of any blocks
     */
    public static InputMetric of(float[][] rows, int blockSize) {
        double[][] gram = new double[blockSize][blockSize];
        for (float[] row : rows) {
            for (int i = 0; i < blockSize; i++) {
                for (int j = 0; j <= i; j++) {
                    gram[i][j] += (double) row[i] * row[j] / rows.length;
                }
            }
        }
        double trace = 0;
        for (int i = 0; i < blockSize; i++) {
            trace += gram[i][i];
        }
        double ridge = trace > 0 ? RIDGE * trace / blockSize : 1;
        double[][] factor = new double[blockSize][blockSize];
        for (int i = 0; i < blockSize; i++) {
            gram[i][i] += ridge;
            for (int j = 0; j <= i; j++) {
                double sum = gram[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= factor[i][k] * factor[j][k];
                }
                factor[i][j] = i == j ? Math.sqrt(sum) : sum / factor[j][j];
            }
        }
        return new InputMetric(blockSize, factor);
    }

    /** {@code L^T v} for every block v. */
    MemorySegment transform(MemorySegment weights) {
        long n = Memory.length(weights);
        MemorySegment out = Memory.allocate(n);
        for (long block = 0; block < n; block += blockSize) {
            for (int j = 0; j < blockSize; j++) {
                double sum = 0;
                for (int i = j; i < blockSize; i++) {
                    sum += factor[i][j] * Memory.get(weights, block + i);
                }
                Memory.set(out, block + j, (float) sum);
            }
        }
        return out;
    }
}
