/** Commands about experiments and their runs; {@link dither.cli.runs.Workspace} is what they share. */
package dither.cli.runs;
