package dither.nn.zoo;

/**
 * Where a Transformer drops how much in training.
 *
 * @param hidden of embeddings and of what is added to the residual stream
 * @param attention of attention weights
 * @param feedForward of what the activation function of a feed-forward part makes
 * @param tail of projections before the tails of an adaptive softmax, or before a classifier
 */
public record DropoutRates(double hidden, double attention, double feedForward, double tail) {
    /** Nowhere. */
    public static DropoutRates none() {
        return new DropoutRates(0, 0, 0, 0);
    }
}
