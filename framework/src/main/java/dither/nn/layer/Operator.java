package dither.nn.layer;

import dither.kernel.network.Activate;

/**
 * What a layer or vertex computes when it is asked, in words that other programs know; arrays are channels-last. Layers whose weights it
 * speaks of have parameters of the same names.
 */
public sealed interface Operator {
    /** Parameters {@code weight} [out, in / groups, kernel, kernel] and {@code bias} [out], if there is one. */
    record Convolution(int kernel, int stride, int padding, int groups, boolean bias) implements Operator {}

    /** Parameters {@code weight}, {@code bias}, {@code mean} and {@code var} [channels]; followed by a ReLU if asked for. */
    record BatchNormalization(double epsilon, boolean relu) implements Operator {}

    /** Over the last axis; parameters {@code weight} and {@code bias} [channels]. */
    record LayerNormalization(double epsilon) implements Operator {}

    /** Parameters {@code weight} [out, in] and {@code bias} [out], if there is one. */
    record Dense(boolean bias) implements Operator {}

    /** A function of each number. */
    record Activation(Activate function) implements Operator {}

    /** {@code [batch, height, width, channels]} to {@code [batch, channels]}. */
    record GlobalAverage() implements Operator {}

    /** The largest number of each channel in square windows of pixels; padding is never the largest. */
    record MaxPool(int window, int stride, int padding) implements Operator {}

    /** Every other pixel, and as many channels of zeros before as after. */
    record Subsample(int channels) implements Operator {}

    /** Pixels in a row after the parameter {@code token} [channels]. */
    record ClassToken(int channels) implements Operator {}

    /** Adds the parameter {@code position} [longest, channels] to {@code [batch, longest, channels]}. */
    record LearnedPositions() implements Operator {}

    /** {@code [batch, time, channels]} to {@code [batch, channels]} of the first time. */
    record First() implements Operator {}

    /** Softmax attention, every place to all; queries, keys and values side by side in one input, or three inputs. */
    record Attention(int heads) implements Operator {}

    /** The sum of two inputs, with a ReLU if asked for. */
    record Add(boolean relu) implements Operator {}

    /** The product of {@code [batch, height, width, channels]} and {@code [batch, channels]}. */
    record Gate() implements Operator {}

    /** Probabilities over the last axis. */
    record Softmax() implements Operator {}

    /** The first input as it is. */
    record Same() implements Operator {}
}
