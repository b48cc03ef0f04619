/**
 * Convolutions and matrix products on the memory of ND4J arrays, channels last: by oneDNN where its library loads, else by
 * ND4J's own ops.
 *
 * <p>{@link dither.nn.engine.Compute} makes them; layers know only {@link dither.nn.engine.Convolution2d} and {@link
 * dither.nn.engine.Product}.
 */
package dither.nn.engine;
