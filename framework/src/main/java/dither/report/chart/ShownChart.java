package dither.report.chart;

import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Table;

/**
 * A chart, and what it shows.
 *
 * @param name of its files
 * @param chart the drawing
 * @param shown the same as numbers
 */
public record ShownChart(String name, Chart<?, ?> chart, Table shown) {}
