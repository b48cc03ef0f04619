/**
 * DL4J layers on activations kept channels last, for use in any {@code ComputationGraph}.
 *
 * <p>Each public class is a layer's configuration; the code that runs is its nested class. They replace DL4J's own
 * convolution and batch normalisation, which are 10 to 30 times slower in this release. Activations are
 * {@code [batch, height, width, channels]}; parameters have PyTorch's names ({@code weight}, {@code bias}) and memory
 * order, so that groups of weights are the same as in the papers' code. {@link dither.nn.layer.ParameterLayout} says what a
 * layer's parameters are and how they start.
 */
package dither.nn.layer;
