/**
 * What is stored of a model: {@link dither.quant.stored.QuantizedTensor}s of a {@link
 * dither.quant.stored.QuantizedModel}, {@link dither.quant.stored.Centroids} of codebooks, and sizes by the papers'
 * formulas ({@link dither.quant.stored.SizeFormula}).
 */
package dither.quant.stored;
