/**
 * From records to tables, charts and verdicts; nothing here trains.
 *
 * <p>An {@link dither.report.Experiment} declares a grid and turns its {@link dither.report.Runs} into a {@link
 * dither.report.Report}: tables as CSV, Markdown and LaTeX, charts as SVG and PNG beside the CSV that they show, and
 * {@link dither.report.Claim}s decided by statistics. {@link dither.report.PaperRepro} puts all experiments on one page.
 */
package dither.report;
