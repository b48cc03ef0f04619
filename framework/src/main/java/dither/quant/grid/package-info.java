/**
 * Grids that numbers are rounded to, and how their ranges are found.
 *
 * <p>{@link dither.quant.grid.RoundingGrid} says what a trial asks for. A {@link dither.quant.grid.RangeObserver} finds ranges as
 * an {@link dither.quant.grid.Observer} says, by the current extremes, {@link dither.quant.grid.HistogramSearch} or a
 * moving average; a {@link dither.quant.grid.Grid} fits them, {@link dither.quant.grid.IntegerGrid} affine or symmetric, {@link
 * dither.quant.grid.MinMaxGrid} that of the DiffQ code, and {@link dither.quant.grid.LearnedGrid} the one whose step
 * is trained. {@link dither.quant.grid.Oscillation} watches weights that jump between two levels, and stops them. Weights
 * and activations use the same grids.
 */
package dither.quant.grid;
