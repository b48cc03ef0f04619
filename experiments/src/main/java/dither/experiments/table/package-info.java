/** Tables of the two papers, of LSQ's and our own: a class per table, on the {@code setting}s that it names. */
package dither.experiments.table;
