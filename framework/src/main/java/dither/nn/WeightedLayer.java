package dither.nn;

import dither.nn.layer.InputHook;
import dither.random.RandomStream;

/** A layer that multiplies its input with weights: what activation quantisation and activation-weighted k-means see. */
public interface WeightedLayer {
    /** Its name. */
    String name();

    /** Channels of its input. */
    int channels();

    /** From now on {@code hook} sees every input; null ends that. */
    void hook(InputHook hook);

    /** Whether {@link #sample} can tell which inputs weights meet: not where that depends on the output, as in grouped convolutions. */
    boolean sharesInputs();

    /**
     * Inputs that meet {@code blockSize} consecutive weights of one output, at random places of the batch.
     *
     * @param batch goes through the network once
     * @return shape [count][blockSize]
     */
    float[][] sample(Batch batch, int blockSize, int count, RandomStream stream);
}
