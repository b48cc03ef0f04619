package dither.nn.engine;

import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The native memory below ND4J arrays. */
public final class NativeArrays {
    private NativeArrays() {}

    /** Address of the first element. */
    public static long address(INDArray array) {
        if (array.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException("need 32-bit floats, got " + array.dataType());
        }
        return array.data().address() + array.offset() * Memory.BYTES;
    }

    /**
     * The elements of {@code array} without a copy; the caller keeps the array alive.
     *
     * @throws IllegalArgumentException if they are not 32-bit floats, dense, in C order
     */
    public static MemorySegment memory(INDArray array) {
        if (!isDense(array)) {
            throw new IllegalArgumentException("need a dense array in C order, got shape "
                    + Arrays.toString(array.shape()) + " with strides "
                    + Arrays.toString(array.stride()));
        }
        return Memory.at(address(array), array.length());
    }

    /** {@code array} itself if it is dense and in C order, else a dense copy. */
    public static INDArray dense(INDArray array) {
        return isDense(array) ? array : array.dup('c');
    }

    /** Whether the elements lie one after the other in C order. */
    public static boolean isDense(INDArray array) {
        long expected = 1;
        for (int d = array.rank() - 1; d >= 0; d--) {
            if (array.size(d) != 1 && array.stride(d) != expected) {
                return false;
            }
            expected *= array.size(d);
        }
        return true;
    }
}
