/** Charts: one look for all of them ({@link dither.report.chart.Charts}), and what several experiments draw. */
package dither.report.chart;
