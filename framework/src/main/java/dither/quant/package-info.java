/**
 * The methods: what a network sees of its weights while it trains, and what is stored in the end.
 *
 * <p>{@link dither.quant.Method} says what a trial asks for. {@link dither.quant.Quantizer} is a method at work on one
 * model: it shows the network perturbed weights, translates gradients back, and at the end gives the {@link
 * dither.quant.stored.QuantizedModel} that is really stored. One {@link dither.quant.TensorQuantizer} does so for each tensor
 * that {@link dither.quant.Selection} picks; the rest stays in float. Nothing here knows networks or training loops.
 */
package dither.quant;
