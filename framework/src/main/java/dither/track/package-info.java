/**
 * Records for the tools that people watch training with: {@link dither.track.TensorBoard} event files, {@link dither.track.Mlflow} folders. Both
 * are made from records alone, TensorBoard's of runs that are under way as well, and can be made again at any time.
 */
package dither.track;
