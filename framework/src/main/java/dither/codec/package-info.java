/**
 * Files: the {@code .dither} container, and sizes of every kind.
 *
 * <p>{@link dither.codec.DitherFile} writes and reads a {@link dither.quant.stored.QuantizedModel} at once, {@link
 * dither.codec.DitherWriter} and {@link dither.codec.DitherReader} do so tensor by tensor, in bounded memory; what is read decodes to exactly
 * the floats that were evaluated. {@code TensorCodec} knows what sections a tensor has, {@code dither.codec.entropy} how their
 * symbols are coded. {@link dither.codec.SizeReport} puts the file's bytes beside the papers' size formulas and the sizes of other coders. The
 * format is specified in {@code docs/format.md}.
 */
package dither.codec;
