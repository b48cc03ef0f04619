/** Tables of results and sizes as numbers, and as text in Markdown, LaTeX and HTML, with published numbers beside ours. */
package dither.report.table;
