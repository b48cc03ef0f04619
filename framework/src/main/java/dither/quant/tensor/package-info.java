/**
 * One tensor between a network and a method.
 *
 * <p>A {@link dither.quant.tensor.WeightTensor} is a parameter in the network's memory; {@link
 * dither.quant.tensor.Selection} says which are quantised, a {@link dither.quant.tensor.TensorQuantizer} does it, step by
 * step ({@link dither.quant.tensor.TrainingStep}), and may train something of its own ({@link
 * dither.quant.tensor.OwnParameter}).
 */
package dither.quant.tensor;
