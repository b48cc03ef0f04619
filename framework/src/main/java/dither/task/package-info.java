/**
 * Tasks: what is learned from data, how its examples become batches, and how good a network is at it.
 *
 * <p>{@link dither.task.Task} is the contract, one class implements it for each kind of data; what they measure is named by
 * {@link dither.task.Metric} and held by {@link dither.task.Evaluation}. Training knows nothing else of data.
 */
package dither.task;
