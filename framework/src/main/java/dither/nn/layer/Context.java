package dither.nn.layer;

import dither.nn.engine.Compute;
import dither.random.RandomStream;

/**
 * What a layer may know of a batch besides its input.
 *
 * @param random of this training step, from which layers that drop something at random derive their own by name; null in
 *     evaluation
 * @param lengths how much of each example is real; null where all of it is
 * @param compute in which numbers products and convolutions are computed
 * @param target what the network should answer, for layers that compute a loss; null to be asked for an answer
 */
public record Context(RandomStream random, int[] lengths, Compute compute, Target target) {
    /** Of whole examples in evaluation. */
    public static Context none() {
        return new Context(null, null, Compute.FLOAT32, null);
    }
}
