package dither.nn.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A 2-D convolution of one shape, forward and backward.
 *
 * <p>Activations are dense {@code [batch, height, width, channels]}, weights {@code [out, in / groups, rows, columns]}, biases
 * {@code [out]}, all 32-bit floats in C order. Outputs are overwritten.
 */
public sealed interface Convolution2d permits OneDnnConvolution, Nd4jConvolution {

    /** {@code y = x * weights + bias}; {@code bias} is null where the shape has none. */
    void forward(INDArray x, INDArray weights, INDArray bias, INDArray y);

    /** Gradient of the input. */
    void backwardData(INDArray dy, INDArray weights, INDArray dx);

    /** Gradients of weights and bias; {@code dbias} is null where the shape has no bias. */
    void backwardWeights(INDArray x, INDArray dy, INDArray dweights, INDArray dbias);
}
