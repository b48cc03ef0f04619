/**
 * Commands about experiments and their runs.
 *
 * <p>{@link dither.cli.runs.Workspace} is what those about experiments share, {@link dither.cli.runs.Records} what those about single
 * runs need.
 */
package dither.cli.runs;
