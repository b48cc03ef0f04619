/**
 * The experiments: one class per table, figure or ablation, and the program that knows them all.
 *
 * <p>{@link dither.experiments.ImageSettings} holds what the image experiments share at each scale; {@link
 * dither.experiments.Catalogue} lists the experiments; {@link dither.experiments.CompressYourOwn} shows how a DL4J network
 * of one's own is compressed.
 */
package dither.experiments;
