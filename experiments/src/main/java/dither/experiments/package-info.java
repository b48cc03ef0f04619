/**
 * The experiments: one class per table, figure, ablation and claim, and the program that knows them all.
 *
 * <p>{@code setting} holds what is trained at each scale, {@code table}, {@code plot} and {@code ablation} what is varied and shown, {@code
 * claim} what the papers say of it. {@link dither.experiments.Catalogue} lists them; {@link dither.experiments.CompressYourOwn} shows how
 * a DL4J network of one's own is compressed.
 */
package dither.experiments;
