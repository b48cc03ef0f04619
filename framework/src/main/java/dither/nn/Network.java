package dither.nn;

import dither.nn.layer.Target;
import dither.random.RandomStream;
import java.util.List;
import java.util.Set;

/**
 * A network that can be trained and asked: all that methods and the training loop know of it.
 *
 * <p>Weights live in memory that the caller may overwrite between calls; the next call uses what is there.
 */
public interface Network extends AutoCloseable {

    /** All parameters in the network's own order, statistics such as running means included. */
    List<Parameter> parameters();

    /**
     * One forward and backward pass with the weights as they are; leaves the gradients of the mean loss in
     * {@link Parameter#gradient()}.
     *
     * @param random of this step: what layers such as dropout draw from
     * @return the mean loss of the batch
     */
    double lossAndGradients(Batch batch, RandomStream random);

    /**
     * What the network answers to each example: the probabilities of classes, or the samples of all sources.
     *
     * @return shape [examples][classes] or [examples][outputs]
     */
    float[][] predict(Batch batch);

    /** The loss of each label of a batch, without training, in the order of {@link Batch#labels}; 0 where there is none. */
    default float[] losses(Batch batch) {
        float[][] probabilities = predict(batch);
        int[] labels = batch.labelOfEach();
        float[] losses = new float[labels.length];
        for (int i = 0; i < losses.length; i++) {
            if (labels[i] != Target.NONE) {
                losses[i] = (float) -Math.log(Math.max(probabilities[i][labels[i]], Float.MIN_NORMAL));
            }
        }
        return losses;
    }

    /** Its residual blocks, in the order in which data meets them. */
    default List<Block> blocks() {
        return List.of();
    }

    /**
     * Leaves these blocks out from now on, in training and prediction; their parameters get no gradient.
     *
     * @throws IllegalArgumentException if one cannot be skipped
     */
    default void skip(Set<String> blocks) {
        if (!blocks.isEmpty()) {
            throw new IllegalArgumentException("this network has no blocks to skip, asked for " + blocks);
        }
    }

    /** The layers that multiply their input with weights, in the network's order; those that cannot be watched left out. */
    default List<WeightedLayer> weightedLayers() {
        return List.of();
    }

    /** Numbers that training moves by gradients: what papers count as parameters. */
    default long parameterCount() {
        return parameters().stream()
                .filter(p -> p.role() == Parameter.Role.TRAINED)
                .mapToLong(Parameter::length)
                .sum();
    }

    /** Frees memory outside the Java heap; the network is not used afterwards. */
    @Override
    void close();
}
