/**
 * What the papers say, as questions to runs, and what the runs answer.
 *
 * <p>A {@link dither.report.claim.Claim} asks {@link dither.report.claim.Comparison}s; each becomes a {@link
 * dither.report.claim.Finding} by the statistics of one number per seed, and all of them together the {@link
 * dither.report.claim.Verdict}. {@link dither.report.claim.Stated} tells whether a claim was stated before the runs that judge it.
 */
package dither.report.claim;
