/**
 * Data sets: real ones from files, and generators that need none.
 *
 * <p>{@link dither.data.DataSpec} names a data set and how much of it a trial uses; {@link dither.data.DataLibrary} loads it as
 * a {@link dither.data.Dataset}. What is wrong with a file is said in one line by {@link dither.data.DataException}.
 * Readers and generators of each kind of data have a package of their own below.
 */
package dither.data;
