/**
 * All results as one folder of web pages that opens from the disk without a network.
 *
 * <p>{@link dither.report.web.WebSite} writes an overview, a page per experiment and a page per run. Each page is a record that its
 * Mustache template shows; a test opens them in a browser.
 */
package dither.report.web;
