/**
 * Where jobs are done: {@link dither.sweep.executor.LocalExecutor} in this process, {@link dither.sweep.executor.WorkerExecutor} in others, {@link
 * dither.sweep.executor.SlurmExecutor} as job arrays; {@link dither.sweep.executor.Executors} knows them by name. Those that hand out one job
 * after the other share a {@link dither.sweep.executor.JobQueue}; {@link dither.sweep.executor.Worker} is the program at
 * the other end, which says what it has to say in {@link dither.sweep.executor.JobMessage}s.
 */
package dither.sweep.executor;
