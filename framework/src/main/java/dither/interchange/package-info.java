/**
 * Files of other programs: safetensors, and ONNX.
 *
 * <p>{@link dither.interchange.SafetensorsReader} maps a file of any size and checks all that its header claims;
 * {@link dither.interchange.Safetensors} writes tensor by tensor. A {@link dither.interchange.NamedTensor} keeps numbers as they are
 * stored and widens them when asked.
 */
package dither.interchange;
