/**
 * Images: readers of files, a generator, and batches.
 *
 * <p>Readers ({@link dither.data.image.CifarBinary}, {@link dither.data.image.JpegTar}, {@link dither.data.image.MnistIdx})
 * give an {@link dither.data.image.ImageSet} of bytes; {@link dither.data.image.Batcher} turns it into normalised, augmented
 * batches.
 */
package dither.data.image;
