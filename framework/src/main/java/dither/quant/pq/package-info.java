/**
 * Product quantisation: runs of weights replaced by the nearest of a few centroids.
 *
 * <p>{@link dither.quant.pq.BlockSizes} says how long runs are in which layer, {@link dither.quant.pq.KMeans} finds
 * centroids, a {@link dither.quant.pq.Codebook} is what it found, and {@link dither.quant.pq.InputMetric} weights errors
 * by the activations that meet the weights.
 */
package dither.quant.pq;
