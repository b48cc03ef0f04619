/**
 * Networks as the rest of the framework sees them, and the model zoo.
 *
 * <p>{@link dither.nn.Network} is the whole interface: named weights, loss and gradients of a batch, predictions. {@link
 * dither.nn.GraphNetwork} puts it on any DL4J {@code ComputationGraph} and {@code MultiLayerNetwork}; {@link
 * dither.nn.zoo.Zoo} builds the models of the papers from the layers in {@code dither.nn.layer}. {@link dither.nn.Structure}
 * drops, shares and prunes {@link dither.nn.Block}s; a {@link dither.nn.WeightedLayer} lets others see its inputs.
 */
package dither.nn;
