package dither.nn.zoo;

/**
 * Where a Transformer drops how much in training.
 *
 * @param hidden of embeddings and of what is added to the residual stream
 * @param attention of attention weights
 * @param feedForward of what the activation function of a feed-forward part makes
 * @param tail of what goes into an adaptive softmax and of the projections before its tails, or of what goes into a classifier's two layers
 */
public record DropoutRates(double hidden, double attention, double feedForward, double tail) {
    /** Nowhere. */
    public static DropoutRates none() {
        return new DropoutRates(0, 0, 0, 0);
    }
}
