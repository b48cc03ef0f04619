/**
 * Rounding of activations: what layers multiply their weights with, at evaluation and in training. Off by default.
 *
 * <p>{@link dither.quant.activation.Activations} says what a trial asks for; an {@link
 * dither.quant.activation.ActivationQuantizer} does it for one layer, either by an observed range ({@link
 * dither.quant.activation.ObservedQuantizer}) or by a learned grid, LSQ and LSQ+ ({@link
 * dither.quant.activation.LearnedQuantizer}).
 */
package dither.quant.activation;
