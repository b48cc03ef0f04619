package dither.quant.pq;

import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

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

    /** How much the two halves may differ. */
    private static final double SYMMETRIC = 1e-12;

    private final int blockSize;

    /** {@code L^T}. */
    private final RealMatrix factor;

    private InputMetric(int blockSize, RealMatrix factor) {
        this.blockSize = blockSize;
        this.factor = factor;
    }

    /**
     * From sampled inputs.
     *
     * @param rows samples of {@code blockSize} inputs, those that meet one block, of any blocks
     */
    public static InputMetric of(float[][] rows, int blockSize) {
        RealMatrix gram = new Array2DRowRealMatrix(blockSize, blockSize);
        for (float[] row : rows) {
            for (int i = 0; i < blockSize; i++) {
                for (int j = 0; j < blockSize; j++) {
                    gram.addToEntry(i, j, (double) row[i] * row[j] / rows.length);
                }
            }
        }
        double ridge = gram.getTrace() > 0 ? RIDGE * gram.getTrace() / blockSize : 1;
        for (int i = 0; i < blockSize; i++) {
            gram.addToEntry(i, i, ridge);
        }
        // Small pivots are what the ridge is for: none is refused that is not negative.
        return new InputMetric(blockSize, new CholeskyDecomposition(gram, SYMMETRIC, 0).getLT());
    }

    /** {@code L^T v} for every block v. */
    MemorySegment transform(MemorySegment weights) {
        long n = Memory.length(weights);
        MemorySegment out = Memory.allocate(n);
        for (long block = 0; block < n; block += blockSize) {
            for (int j = 0; j < blockSize; j++) {
                double sum = 0;
                for (int i = j; i < blockSize; i++) {
                    sum += factor.getEntry(j, i) * Memory.get(weights, block + i);
                }
                Memory.set(out, block + j, (float) sum);
            }
        }
        return out;
    }
}
