package dither.quant;

import dither.quant.pq.BlockSizes;
import dither.quant.pq.KMeans;
import dither.quant.tensor.TensorQuantizer;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import java.util.List;

/**
 * Product quantisation after training: every block of weights becomes the nearest of K centroids.
 *
 * <p>{@code w' = c[argmin_k |b - c_k|^2]} for each block b; centroids by {@link KMeans}, a codebook for each tensor, stored
 * as 16-bit floats. Source: Stock et al. 2020, section 3; fine-tuned it is {@link Ipq}.
 *
 * @param blocks weights of a block, by kind of layer
 * @param centroids K, a power of two up to 4096
 * @param kMeans how centroids are found
 */
public record Pq(BlockSizes blocks, int centroids, KMeans kMeans) implements Method {
    public Pq {
        KMeans.checkCentroids(centroids);
    }

    /** With the k-means of the published code. */
    public Pq(BlockSizes blocks, int centroids) {
        this(blocks, centroids, KMeans.standard());
    }

    @Override
    public String label() {
        return "PQ K=" + centroids + label(blocks);
    }

    static String label(BlockSizes blocks) {
        if (blocks.equals(BlockSizes.small())) {
            return "";
        }
        if (blocks.equals(BlockSizes.all(blocks.matrix()))) {
            return " blocks of " + blocks.matrix();
        }
        return blocks.equals(BlockSizes.large())
                ? " large blocks"
                : " blocks " + blocks.filters() + "/" + blocks.pointwise() + "/" + blocks.matrix();
    }

    @Override
    public String family() {
        return "PQ";
    }

    @Override
    public boolean afterTraining() {
        return true;
    }

    /** This method on one tensor; null if its shape has no blocks. */
    TensorQuantizer on(WeightTensor tensor, RandomStream stream) {
        return new Ipq(blocks, centroids, kMeans, Ipq.Order.TOGETHER, List.of(), false, 0).on(tensor, 0, 1, stream);
    }
}
