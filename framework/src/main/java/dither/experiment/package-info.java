/**
 * Trials and grids: the specification of an experiment.
 *
 * <p>A {@link dither.experiment.Trial} is a value that says all that determines a result; its {@link
 * dither.experiment.Signature} names it, {@link dither.experiment.TrialJson} writes it down. A {@link dither.experiment.Grid} collects
 * trials.
 */
package dither.experiment;
