/**
 * Dither: compresses neural networks by learning how many bits each weight deserves.
 *
 * <p>Data flows one way: trial, training, quantised model, file, record, report; a package for each. The one type here,
 * {@link dither.Added}, is for records that are part of a trial, wherever they are.
 */
package dither;
