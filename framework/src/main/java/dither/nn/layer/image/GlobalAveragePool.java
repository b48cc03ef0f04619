package dither.nn.layer.image;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.network.Pooling;
import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.Operator;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The mean of all pixels: {@code [batch, height, width, channels]} to {@code [batch, channels]}. */
public final class GlobalAveragePool extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return InputType.feedForward(images(inputType).getChannels());
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {}

    @Override
    public Optional<Operator> operator() {
        return Optional.of(new Operator.GlobalAverage());
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends Runtime<GlobalAveragePool> {
        private static final long serialVersionUID = 1;

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            INDArray y = activation(workspaces, x.size(0), x.size(3));
            Pooling.average(memory(x), memory(y), x.size(0), x.size(1) * x.size(2), Math.toIntExact(x.size(3)));
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            INDArray dx = inputGradient(workspaces, x.shape());
            Pooling.averageGradient(
                    memory(dy), memory(dx), x.size(0), x.size(1) * x.size(2), Math.toIntExact(x.size(3)));
            return dx;
        }
    }
}
