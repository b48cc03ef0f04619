package dither.quant.pq;

import dither.kernel.Memory;
import dither.kernel.Nearest;
import dither.quant.grid.Channels;
import dither.quant.grid.IntegerGrid;
import dither.quant.grid.Observer;
import dither.quant.grid.RangeObserver;
import dither.quant.grid.RoundingGrid;
import dither.quant.stored.Centroids;
import dither.quant.stored.QuantizedTensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Centroids and which of them each block of a tensor is nearest to.
 *
 * @param blockSize weights of a block
 * @param centroids K runs of {@code blockSize} numbers
 * @param index of the centroid of each block
 */
public record Codebook(int blockSize, float[] centroids, short[] index) {

    /** K, a power of two. */
    public int size() {
        return centroids.length / blockSize;
    }

    /** How many blocks each centroid stands for. */
    public int[] counts() {
        int[] counts = new int[size()];
        for (short k : index) {
            counts[k]++;
        }
        return counts;
    }

    /** Sums of the blocks that each centroid stands for. */
    double[] sums(MemorySegment blocks) {
        double[] sums = new double[centroids.length];
        for (int j = 0; j < index.length; j++) {
            for (int t = 0; t < blockSize; t++) {
                sums[index[j] * blockSize + t] += Memory.get(blocks, (long) j * blockSize + t);
            }
        }
        return sums;
    }

    /** These centroids for other weights. */
    public Codebook assign(MemorySegment weights) {
        short[] nearest = new short[index.length];
        Nearest.assign(weights, blockSize, centroids, nearest);
        return new Codebook(blockSize, centroids, nearest);
    }

    /** Writes every block's centroid. */
    public void reconstruct(MemorySegment out) {
        for (int j = 0; j < index.length; j++) {
            copy(j, out);
        }
    }

    /** Writes the centroid of block {@code j} to its place. */
    public void copy(int j, MemorySegment out) {
        Memory.copy(centroids, index[j] * blockSize, out, (long) j * blockSize, blockSize);
    }

    /** Mean of the gradients of the blocks that a centroid stands for; 0 for none (Stock et al. 2020, equation 8). */
    public void meanGradient(MemorySegment gradient, MemorySegment out) {
        double[] sums = sums(gradient);
        int[] counts = counts();
        for (int i = 0; i < sums.length; i++) {
            Memory.set(out, i, (float) (sums[i] / Math.max(1, counts[i / blockSize])));
        }
    }

    /**
     * The tensor as stored.
     *
     * @param int8 whether centroids are the affine integers of their extremes instead of 16-bit floats
     */
    public QuantizedTensor.Product quantize(String name, List<Long> shape, boolean int8) {
        Centroids stored = int8 ? integers() : new Centroids.Half(QuantizedTensor.Half.round(name, centroids));
        return new QuantizedTensor.Product(name, shape, blockSize, stored, index);
    }

    private Centroids integers() {
        MemorySegment memory = Memory.of(centroids);
        Channels channels = Channels.whole(centroids.length);
        RangeObserver range = new RangeObserver(new Observer.MinMax(), channels, 8);
        range.observe(memory);
        IntegerGrid grid = IntegerGrid.of(RoundingGrid.Kind.AFFINE, channels, range, 8);
        return new Centroids.Int8(grid.levels(memory), grid.scale()[0], (int) grid.zeroPoint()[0]);
    }
}
