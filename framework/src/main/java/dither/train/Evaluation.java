package dither.train;

import dither.data.Batcher;
import dither.data.Dataset;
import dither.nn.Batch;
import dither.nn.Network;
import dither.quant.stored.QuantizedModel;

/**
 * How good a network is.
 *
 * @param loss mean cross-entropy in nats
 * @param accuracy share of images whose most probable class is the right one
 */
public record Evaluation(double loss, double accuracy) {
    private static final int BATCH = 250;

    /** Measures the network with the weights it has, on the test images. */
    public static Evaluation of(Network network, Dataset data) {
        Batcher batcher = new Batcher(data.test(), data.normalisation());
        int size = data.test().size();
        double loss = 0;
        int right = 0;
        for (int from = 0; from < size; from += BATCH) {
            Batcher.Images images = batcher.testing(from, Math.min(size, from + BATCH));
            float[][] probabilities = network.predict(new Batch(images.inputs(), images.shape(), images.labels()));
            for (int i = 0; i < probabilities.length; i++) {
                int label = images.labels()[i];
                loss -= Math.log(Math.max(probabilities[i][label], Float.MIN_NORMAL));
                right += best(probabilities[i]) == label ? 1 : 0;
            }
        }
        return new Evaluation(loss / size, (double) right / size);
    }

    /** Measures the network with the weights of {@code model}, and puts its own back. */
    public static Evaluation of(Network network, QuantizedModel model, Dataset data) {
        return of(network, model, data, null);
    }

    /**
     * Measures the network with the weights of {@code model}, and puts its own back.
     *
     * @param inputs activation quantisation of the network, calibrated here if it needs to be; null for none
     */
    static Evaluation of(Network network, QuantizedModel model, Dataset data, LayerInputs inputs) {
        try (ModelWeights.Swap _ = ModelWeights.swap(network, model)) {
            if (inputs != null) {
                inputs.calibrate(data);
            }
            return of(network, data);
        }
    }

    private static int best(float[] probabilities) {
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) {
            if (probabilities[c] > probabilities[best]) {
                best = c;
            }
        }
        return best;
    }
}
