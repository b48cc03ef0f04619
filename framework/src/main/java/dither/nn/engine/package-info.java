/**
 * Engine on the memory of ND4J arrays, channels last: by oneDNN where its library loads, else by ND4J's own ops.
 *
 * <p>{@link dither.nn.engine.Engine#convolution} chooses; layers know only {@link dither.nn.engine.Convolution2d}.
 */
package dither.nn.engine;
