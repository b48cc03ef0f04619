/**
 * How trials are run.
 *
 * <p>Trials become {@link dither.sweep.Job}s, one for each training stage that several share and one for the rest of each trial. An {@link
 * dither.sweep.Executor} gets them done: {@link dither.sweep.LocalExecutor} in this process, {@link dither.sweep.WorkerExecutor} in others,
 * {@link dither.sweep.SlurmExecutor} as job arrays; all of them through the {@link dither.sweep.JobRunner} of some machine, which takes a job
 * through the {@link dither.sweep.Pipeline} (train float, prepare, fine-tune with the method, compress).
 */
package dither.sweep;
