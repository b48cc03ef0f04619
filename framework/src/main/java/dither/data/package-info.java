/**
 * Data sets: real ones from files, and a generator that needs none.
 *
 * <p>{@link dither.data.DataSpec} names a data set and how much of it a trial uses; {@link dither.data.DataLibrary} loads it.
 * Readers of files ({@link dither.data.CifarBinary}, {@link dither.data.JpegTar}, {@link dither.data.MnistIdx}) give an {@link
 * dither.data.ImageSet} of bytes; {@link dither.data.Batcher} turns it into normalised, augmented batches. What is
 * wrong with a file is said in one line by {@link dither.data.DataException}.
 */
package dither.data;
