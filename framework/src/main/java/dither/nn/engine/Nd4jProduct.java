package dither.nn.engine;

import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Products by ND4J's BLAS, on copies of the matrices: for platforms without oneDNN. */
final class Nd4jProduct implements Product {
    private final Layout left;
    private final Layout right;
    private final Layout result;

    Nd4jProduct(Layout left, Layout right, Layout result) {
        this.left = left;
        this.right = right;
        this.result = result;
    }

    @Override
    public void multiply(MemorySegment a, MemorySegment b, MemorySegment bias, MemorySegment c) {
        int outer = left.sizes().length - 2;
        long[] at = new long[outer];
        long products = 1;
        for (int d = 0; d < outer; d++) {
            products *= result.sizes()[d];
        }
        for (long product = 0; product < products; product++) {
            long rest = product;
            for (int d = outer - 1; d >= 0; d--) {
                at[d] = rest % result.sizes()[d];
                rest /= result.sizes()[d];
            }
            store(copy(left, a, at).mmul(copy(right, b, at)), at, bias, c);
        }
    }

    private static long start(Layout layout, long[] at) {
        long start = 0;
        for (int d = 0; d < at.length; d++) {
            start += at[d] * layout.strides()[d];
        }
        return start;
    }

    private static INDArray copy(Layout layout, MemorySegment memory, long[] at) {
        int rank = layout.sizes().length;
        int rows = Math.toIntExact(layout.sizes()[rank - 2]);
        int columns = Math.toIntExact(layout.sizes()[rank - 1]);
        float[] dense = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            long row = start(layout, at) + i * layout.strides()[rank - 2];
            for (int j = 0; j < columns; j++) {
                dense[i * columns + j] = Memory.get(memory, row + j * layout.strides()[rank - 1]);
            }
        }
        return Nd4j.createFromArray(dense).reshape(rows, columns);
    }

    private void store(INDArray product, long[] at, MemorySegment bias, MemorySegment memory) {
        int rank = result.sizes().length;
        float[][] values = product.toFloatMatrix();
        for (int i = 0; i < values.length; i++) {
            long row = start(result, at) + i * result.strides()[rank - 2];
            for (int j = 0; j < values[i].length; j++) {
                float offset = bias == null ? 0 : Memory.get(bias, j);
                Memory.set(memory, row + j * result.strides()[rank - 1], values[i][j] + offset);
            }
        }
    }
}
