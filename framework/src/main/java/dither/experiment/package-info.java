/**
 * Trials and their records.
 *
 * <p>A {@link dither.experiment.Trial} is a value that says all that determines a result; its {@link
 * dither.experiment.Signature} names it. A {@link dither.experiment.Grid} collects trials, the {@link
 * dither.experiment.Executor} runs those that have no record yet through the {@link dither.experiment.Pipeline} (train
 * float, prepare, fine-tune with the method, compress), and the {@link dither.experiment.RunStore} keeps a {@link
 * dither.experiment.RunRecord} of each, from which every table can be rebuilt without training.
 */
package dither.experiment;
