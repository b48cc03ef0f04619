/**
 * How trials are run.
 *
 * <p>A {@link dither.sweep.Plan} says what there is to do for a grid. Trials become {@link dither.sweep.Job}s, one for each training stage that
 * several share and one for the rest of each trial, and a {@link dither.sweep.Sweep} has an {@link dither.sweep.Executor} get them done, always
 * through the {@link dither.sweep.JobRunner} of some machine, which takes a job through the {@link dither.sweep.Pipeline} (train float, prepare,
 * fine-tune with the method, compress). {@link dither.sweep.Halving} stops early, {@link dither.sweep.Replay} runs again and compares.
 */
package dither.sweep;
