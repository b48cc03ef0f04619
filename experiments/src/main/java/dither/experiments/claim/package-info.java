/**
 * The claims of both papers, and of our own documents: a small class each, with its source and the question that decides it.
 *
 * <p>Those of one paper are in {@code diffq} and {@code quantnoise}, here is what is asked of both. Grids, questions and margins are
 * committed before the runs that they judge, and stay; {@link dither.report.claim.Claim#remarks} names exceptions.
 */
package dither.experiments.claim;
