/** Finished runs as reports and claims see them: by row of a grid, one record per seed, with estimates over seeds. */
package dither.report.evidence;
