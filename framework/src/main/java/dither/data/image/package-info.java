/**
 * Images: readers of files, a generator, and batches.
 *
 * <p>Readers ({@link dither.data.image.CifarBinary}, {@link dither.data.image.JpegTar}, {@link dither.data.image.MnistIdx})
 * give an {@link dither.data.image.ImageSet} of bytes, held in memory or read from their files when they are asked for ({@link
 * dither.data.image.Pixels}); {@link dither.data.image.Batcher} turns it into normalised, augmented
 * batches.
 */
package dither.data.image;
