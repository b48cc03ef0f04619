/**
 * What is stored of a model: {@link dither.quant.stored.QuantizedTensor}s of a {@link
 * dither.quant.stored.QuantizedModel}, and their sizes by the papers' formulas.
 */
package dither.quant.stored;
