package dither.nn.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** A convolution by ND4J's own ops, for platforms without oneDNN. */
final class Nd4jConvolution implements Convolution2d {
    private final int[] arguments;

    Nd4jConvolution(ConvolutionShape s) {
        int explicitPadding = 0;
        int channelsLast = 1;
        int outInKernel = 1;
        arguments = new int[] {
            s.kernel(),
            s.kernel(),
            s.stride(),
            s.stride(),
            s.padding(),
            s.padding(),
            1,
            1,
            explicitPadding,
            channelsLast,
            outInKernel
        };
    }

    @Override
    public void forward(INDArray x, INDArray weights, INDArray bias, INDArray y) {
        var op =
                DynamicCustomOp.builder("conv2d").addIntegerArguments(arguments).addOutputs(y);
        Nd4j.exec((bias == null ? op.addInputs(x, weights) : op.addInputs(x, weights, bias)).build());
    }

    @Override
    public void backwardData(INDArray dy, INDArray weights, INDArray dx) {
        // The op computes all gradients at once; those of the weights are thrown away.
        backward(Nd4j.create(dx.dataType(), dx.shape()), weights, dy, dx, weights.ulike());
    }

    @Override
    public void backwardWeights(INDArray x, INDArray dy, INDArray dweights, INDArray dbias) {
        backward(x, dweights.like(), dy, x.ulike(), dweights);
        if (dbias != null) {
            dbias.assign(dy.sum(0, 1, 2));
        }
    }

    private void backward(INDArray x, INDArray w, INDArray dy, INDArray dx, INDArray dw) {
        Nd4j.exec(DynamicCustomOp.builder("conv2d_bp")
                .addIntegerArguments(arguments)
                .addInputs(x, w, dy)
                .addOutputs(dx, dw)
                .build());
    }
}
