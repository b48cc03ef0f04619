package dither.nn.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.kernel.Memory;
import dither.nn.engine.Product.Layout;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products of both engines against loops in double precision, on matrices that are parts of larger ones. */
class ProductTest {

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    /** A layout of one or two outer dimensions, dense but for gaps between rows; every other one transposed. */
    private static Layout layout(long[] sizes, RandomStream random) {
        int rank = sizes.length;
        boolean turned = random.below(0, 2) == 1;
        long[] inner =
                turned ? new long[] {sizes[rank - 1], sizes[rank - 2]} : new long[] {sizes[rank - 2], sizes[rank - 1]};
        long row = inner[1] + random.below(1, 3);
        long[] strides = new long[rank];
        strides[rank - 2] = turned ? 1 : row;
        strides[rank - 1] = turned ? row : 1;
        long outer = inner[0] * row;
        for (int d = rank - 3; d >= 0; d--) {
            strides[d] = outer;
            outer *= sizes[d];
        }
        return new Layout(sizes, strides);
    }

    private static long extent(Layout layout) {
        long last = 1;
        for (int d = 0; d < layout.sizes().length; d++) {
            last += (layout.sizes()[d] - 1) * layout.strides()[d];
        }
        return last;
    }

    private static MemorySegment filled(Layout layout, RandomStream random) {
        float[] values = new float[Math.toIntExact(extent(layout))];
        random.gaussian().fill(0, values, values.length);
        return Memory.of(values);
    }

    private static long at(Layout layout, long[] outer, long row, long column) {
        int rank = layout.sizes().length;
        long at = row * layout.strides()[rank - 2] + column * layout.strides()[rank - 1];
        for (int d = 0; d < outer.length; d++) {
            at += outer[d] * layout.strides()[d];
        }
        return at;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void productsAreSumsOfProductsAndLeaveGapsAlone(long seed) {
        RandomStream random = RandomStream.of(seed);
        int outer = random.below(0, 3);
        long[] counts = new long[outer];
        for (int d = 0; d < outer; d++) {
            counts[d] = 1 + random.below(10 + d, 3);
        }
        int m = 1 + random.below(1, seed % 3 == 0 ? 2 : 40);
        int k = 1 + random.below(2, seed % 5 == 0 ? 2 : 40);
        int n = 1 + random.below(3, seed % 2 == 0 ? 2 : 40);
        Layout a = layout(append(counts, m, k), random.at("a"));
        Layout b = layout(append(counts, k, n), random.at("b"));
        Layout c = layout(append(counts, m, n), random.at("c"));
        boolean biased = random.below(4, 2) == 1;
        MemorySegment left = filled(a, random.at("left"));
        MemorySegment right = filled(b, random.at("right"));
        MemorySegment bias = filled(Layout.dense(1, n), random.at("bias"));
        List<Product> ways = List.of(
                Compute.FLOAT32.product(a, b, c, biased),
                new Nd4jProduct(a, b, c),
                Compute.BFLOAT16.product(a, b, c, biased));
        for (int which = 0; which < 3; which++) {
            Product product = ways.get(which);
            MemorySegment result = filled(c, random.at("before"));
            float[] before = Memory.toArray(result);
            product.multiply(left, right, biased ? bias : null, result);
            boolean[] written = new boolean[before.length];
            long products = Arrays.stream(counts).reduce(1, (x, y) -> x * y);
            for (long p = 0; p < products; p++) {
                long[] place = new long[outer];
                long rest = p;
                for (int d = outer - 1; d >= 0; d--) {
                    place[d] = rest % counts[d];
                    rest /= counts[d];
                }
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < n; j++) {
                        double sum = biased ? Memory.get(bias, j) : 0;
                        double size = 0;
                        for (int l = 0; l < k; l++) {
                            size += Math.abs(
                                    Memory.get(left, at(a, place, i, l)) * Memory.get(right, at(b, place, l, j)));
                            sum += (double) Memory.get(left, at(a, place, i, l))
                                    * Memory.get(right, at(b, place, l, j));
                        }
                        int where = (int) at(c, place, i, j);
                        written[where] = true;
                        assertEquals(
                                sum,
                                Memory.get(result, where),
                                // Each factor in bfloat16 is off by up to 2^-8 of itself.
                                which == 2 ? 1e-3 + size / 127 : 1e-3,
                                product.getClass().getSimpleName() + " " + which + ", seed " + seed + ": "
                                        + Arrays.toString(counts) + " " + m + " x " + k + " x " + n);
                    }
                }
            }
            for (int i = 0; i < before.length; i++) {
                if (!written[i]) {
                    assertEquals(
                            before[i], Memory.get(result, i), product.getClass().getSimpleName() + ", gap " + i);
                }
            }
        }
    }

    private static long[] append(long[] outer, long rows, long columns) {
        long[] sizes = Arrays.copyOf(outer, outer.length + 2);
        sizes[outer.length] = rows;
        sizes[outer.length + 1] = columns;
        return sizes;
    }
}
