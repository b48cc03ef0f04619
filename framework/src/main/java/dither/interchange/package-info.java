/**
 * Files of other programs: safetensors, and ONNX.
 *
 * <p>{@link dither.interchange.WeightReader} opens either, maps it, and checks all that it claims; a {@link
 * dither.interchange.NamedTensor} keeps numbers as they are stored and widens them when asked. {@link
 * dither.interchange.Safetensors} writes tensor by tensor. {@link dither.interchange.OnnxExport} turns a network and its
 * quantised weights into a model that other programs run.
 */
package dither.interchange;
