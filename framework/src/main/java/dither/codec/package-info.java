/**
 * Files: the {@code .dither} container, bit packing, and sizes of every kind.
 *
 * <p>{@link dither.codec.DitherFile} writes and reads a {@link dither.quant.stored.QuantizedModel}; what it reads decodes to
 * exactly the floats that were evaluated. {@link dither.codec.SizeReport} puts the file's bytes beside the papers' size
 * formulas and entropy bounds, per layer and in total. The format is specified in {@code docs/format.md}.
 */
package dither.codec;
