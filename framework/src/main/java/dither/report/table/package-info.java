/** Tables of results and sizes as numbers, and as text in Markdown and LaTeX, with published numbers beside ours. */
package dither.report.table;
