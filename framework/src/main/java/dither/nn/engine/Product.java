package dither.nn.engine;

import java.lang.foreign.MemorySegment;

/**
 * Products of matrices of one shape and layout, many at a time: {@code c = a b} or {@code c = a b + bias}.
 *
 * <p>Memory is given from the first float of the first matrix on, so that a matrix may be part of a larger array.
 */
public sealed interface Product permits OneDnnProduct, Nd4jProduct {

    /**
     * How matrices lie in memory.
     *
     * @param sizes outer dimensions first, then rows and columns
     * @param strides floats from one element to the next along each dimension
     */
    record Layout(long[] sizes, long[] strides) {
        /** Dense in C order. */
        public static Layout dense(long... sizes) {
            long[] strides = new long[sizes.length];
            long stride = 1;
            for (int d = sizes.length - 1; d >= 0; d--) {
                strides[d] = stride;
                stride *= sizes[d];
            }
            return new Layout(sizes, strides);
        }

        /** The same memory with rows and columns exchanged. */
        public Layout transposed() {
            long[] otherSizes = sizes.clone();
            long[] otherStrides = strides.clone();
            int last = sizes.length - 1;
            otherSizes[last - 1] = sizes[last];
            otherSizes[last] = sizes[last - 1];
            otherStrides[last - 1] = strides[last];
            otherStrides[last] = strides[last - 1];
            return new Layout(otherSizes, otherStrides);
        }
    }

    /** Overwrites {@code c}; {@code bias}, one number per column, is null where the product has none. */
    void multiply(MemorySegment a, MemorySegment b, MemorySegment bias, MemorySegment c);
}
