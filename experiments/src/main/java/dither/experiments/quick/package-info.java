/**
 * Each task from data to compressed file in minutes.
 *
 * <p>{@link dither.experiments.quick.QuickRun} declares the rows and makes the table; each task's class gives data, network and recipe at
 * every scale.
 */
package dither.experiments.quick;
