/**
 * Loops of network layers: normalisation, activation functions, softmax, gates, lookups, pooling.
 *
 * <p>Forward and backward passes on dense float memory, rows of channels last. Sums have a fixed order whatever the number of
 * threads.
 */
package dither.kernel.network;
