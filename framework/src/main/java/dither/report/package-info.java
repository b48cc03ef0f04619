/**
 * From records to tables, charts and verdicts; nothing here trains.
 *
 * <p>An {@link dither.report.Experiment} declares a grid and turns its {@link dither.report.evidence.Runs} into a {@link
 * dither.report.Report}: {@code table}s as CSV, Markdown and LaTeX, {@code chart}s as SVG and PNG beside the CSV that they show.
 * A {@link dither.report.claim.Claim} is decided by the runs of any experiments. {@link dither.report.PaperRepro} puts all of it
 * on one page of Markdown, {@code web} into one folder of web pages, and {@link dither.report.Readme} fills the marked parts of a README.
 */
package dither.report;
