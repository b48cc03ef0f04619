/**
 * The methods: what a network sees of its weights while it trains, and what is stored in the end.
 *
 * <p>{@link dither.quant.Method} says what a trial asks for; each method has a file of its own with its formulas, settings
 * and code. {@link dither.quant.Quantizer} is a method at work on one model: it shows the network perturbed weights,
 * translates gradients back, and at the end gives the {@link dither.quant.stored.QuantizedModel} that is really stored.
 * {@link dither.quant.Assembly} gives each tensor its quantiser; {@link dither.quant.GridQuantizer} and {@link
 * dither.quant.LearnedGridQuantizer} are those that several methods share, {@link dither.quant.SizeControl} steers DiffQ. Grids, codebooks, activations, stored forms and what
 * lies between a network and a method have packages below this one. Nothing here knows networks or training loops.
 */
package dither.quant;
