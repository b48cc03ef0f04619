/** Figures of the papers and our own: a class per kind of figure, most of them from the runs of the tables. */
package dither.experiments.plot;
