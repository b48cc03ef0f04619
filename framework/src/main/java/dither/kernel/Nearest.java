package dither.kernel;

import static dither.kernel.Lanes.COUNT;
import static dither.kernel.Lanes.F;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The nearest of K centroids for each of many short vectors: the assignment step of k-means.
 *
 * <p>{@code argmin_k sum_t (v_t - c_kt)^2}, squares added by fused multiply-add in the order of t; the lowest index wins
 * ties. Each lane holds another centroid and four vectors share every load of them, so the cost is near {@code n K d / lanes}
 * subtractions and multiply-adds (bound: 2 n K d / lanes instructions).
 */
public final class Nearest {
    private static final int TILE = 4;

    private static final FloatVector LANES = FloatVector.zero(F).addIndex(1);

    /** Floating-point operations worth handing to another thread. */
    private static final int GRAIN = 1 << 20;

    private Nearest() {}

    /**
     * Assigns every vector.
     *
     * @param vectors n runs of {@code d} floats
     * @param centroids K runs of {@code d} floats, K at most 32767
     * @param index receives n indices
     */
    public static void assign(MemorySegment vectors, int d, float[] centroids, short[] index) {
        int count = centroids.length / d;
        float[] table = transposed(centroids, d, count);
        int grain = Math.max(TILE, GRAIN / Math.max(1, table.length));
        Blocks.run(index.length, TILE, grain, (start, end) -> {
            float[] piece = new float[TILE * d];
            int j = (int) start;
            for (; j < end; j += TILE) {
                int rows = (int) Math.min(TILE, end - j);
                for (int i = 0; i < rows * d; i++) {
                    piece[i] = Memory.get(vectors, (long) j * d + i);
                }
                four(piece, d, table, index, j, rows);
            }
        });
    }

    /** Centroids in vectors: the first coordinate of the first {@code COUNT} centroids, then their second, and so on. */
    private static float[] transposed(float[] centroids, int d, int count) {
        int chunks = (count + COUNT - 1) / COUNT;
        float[] table = new float[chunks * d * COUNT];
        Arrays.fill(table, Float.POSITIVE_INFINITY); // lanes without a centroid are infinitely far away
        for (int k = 0; k < count; k++) {
            for (int t = 0; t < d; t++) {
                table[(k / COUNT * d + t) * COUNT + k % COUNT] = centroids[k * d + t];
            }
        }
        return table;
    }

    private static void four(float[] v, int d, float[] table, short[] index, int at, int rows) {
        FloatVector best0 = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
        FloatVector best1 = best0;
        FloatVector best2 = best0;
        FloatVector best3 = best0;
        FloatVector chunk0 = FloatVector.zero(F);
        FloatVector chunk1 = chunk0;
        FloatVector chunk2 = chunk0;
        FloatVector chunk3 = chunk0;
        int chunks = table.length / (d * COUNT);
        for (int chunk = 0; chunk < chunks; chunk++) {
            FloatVector sum0 = FloatVector.zero(F);
            FloatVector sum1 = sum0;
            FloatVector sum2 = sum0;
            FloatVector sum3 = sum0;
            int from = chunk * d * COUNT;
            for (int t = 0; t < d; t++) {
                FloatVector c = FloatVector.fromArray(F, table, from + t * COUNT);
                FloatVector x0 = FloatVector.broadcast(F, v[t]).sub(c);
                sum0 = x0.fma(x0, sum0);
                FloatVector x1 = FloatVector.broadcast(F, v[d + t]).sub(c);
                sum1 = x1.fma(x1, sum1);
                FloatVector x2 = FloatVector.broadcast(F, v[2 * d + t]).sub(c);
                sum2 = x2.fma(x2, sum2);
                FloatVector x3 = FloatVector.broadcast(F, v[3 * d + t]).sub(c);
                sum3 = x3.fma(x3, sum3);
            }
            var nearer0 = sum0.compare(VectorOperators.LT, best0);
            best0 = best0.blend(sum0, nearer0);
            chunk0 = chunk0.blend(chunk, nearer0);
            var nearer1 = sum1.compare(VectorOperators.LT, best1);
            best1 = best1.blend(sum1, nearer1);
            chunk1 = chunk1.blend(chunk, nearer1);
            var nearer2 = sum2.compare(VectorOperators.LT, best2);
            best2 = best2.blend(sum2, nearer2);
            chunk2 = chunk2.blend(chunk, nearer2);
            var nearer3 = sum3.compare(VectorOperators.LT, best3);
            best3 = best3.blend(sum3, nearer3);
            chunk3 = chunk3.blend(chunk, nearer3);
        }
        index[at] = lowest(best0, chunk0);
        if (rows > 1) {
            index[at + 1] = lowest(best1, chunk1);
        }
        if (rows > 2) {
            index[at + 2] = lowest(best2, chunk2);
        }
        if (rows > 3) {
            index[at + 3] = lowest(best3, chunk3);
        }
    }

    /** The lowest index among the lanes with the least distance; minima do not depend on the order. */
    private static short lowest(FloatVector best, FloatVector chunk) {
        float least = best.reduceLanes(VectorOperators.MIN);
        FloatVector indices = chunk.mul(COUNT).add(LANES);
        return (short) FloatVector.broadcast(F, Float.POSITIVE_INFINITY)
                .blend(indices, best.compare(VectorOperators.EQ, least))
                .reduceLanes(VectorOperators.MIN);
    }
}
