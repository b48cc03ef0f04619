package dither.nn.engine;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A convolution by ND4J's own ops, for platforms without oneDNN. */
final class Nd4jConvolution implements Convolution2d {
    private final ConvolutionShape shape;
    private final int[] arguments;

    Nd4jConvolution(ConvolutionShape s) {
        shape = s;
        int explicitPadding = 0;
        int channelsLast = 1;
        int outInKernel = 1;
        arguments = new int[] {
            s.rows().kernel(),
            s.columns().kernel(),
            s.rows().stride(),
            s.columns().stride(),
            s.rows().padding(),
            s.columns().padding(),
            1,
            1,
            explicitPadding,
            channelsLast,
            outInKernel
        };
    }

    @Override
    public void forward(INDArray x, INDArray weights, INDArray bias, INDArray y) {
        for (int g = 0; g < shape.groups(); g++) {
            INDArray out = shape.groups() == 1 ? y : part(y, 3, g).dup('c');
            var op = DynamicCustomOp.builder("conv2d")
                    .addIntegerArguments(arguments)
                    .addOutputs(out);
            INDArray in = part(x, 3, g).dup('c');
            INDArray filters = part(weights, 0, g).dup('c');
            Nd4j.exec((bias == null
                            ? op.addInputs(in, filters)
                            : op.addInputs(in, filters, part(bias, 0, g).dup('c')))
                    .build());
            if (shape.groups() > 1) {
                part(y, 3, g).assign(out);
            }
        }
    }

    /** The channels of one group; the whole where there is one. */
    private INDArray part(INDArray all, int dimension, int group) {
        if (shape.groups() == 1) {
            return all;
        }
        INDArrayIndex[] indices = new INDArrayIndex[all.rank()];
        Arrays.fill(indices, NDArrayIndex.all());
        long each = all.size(dimension) / shape.groups();
        indices[dimension] = NDArrayIndex.interval(group * each, (group + 1) * each);
        return all.get(indices);
    }

    @Override
    public void backwardData(INDArray dy, INDArray weights, INDArray dx) {
        // The op computes all gradients at once; those of the weights are thrown away.
        for (int g = 0; g < shape.groups(); g++) {
            INDArray filters = part(weights, 0, g).dup('c');
            INDArray out = part(dx, 3, g).dup('c');
            backward(
                    Nd4j.create(out.dataType(), out.shape()),
                    filters,
                    part(dy, 3, g).dup('c'),
                    out,
                    filters.ulike());
            part(dx, 3, g).assign(out);
        }
    }

    @Override
    public void backwardWeights(INDArray x, INDArray dy, INDArray dweights, INDArray dbias) {
        for (int g = 0; g < shape.groups(); g++) {
            INDArray in = part(x, 3, g).dup('c');
            INDArray out = part(dweights, 0, g).dup('c');
            backward(in, out.like(), part(dy, 3, g).dup('c'), in.ulike(), out);
            part(dweights, 0, g).assign(out);
        }
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
