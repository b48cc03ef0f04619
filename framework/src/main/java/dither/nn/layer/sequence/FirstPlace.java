package dither.nn.layer.sequence;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Memory;
import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.Operator;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The first place of each example, where a classifier of sequences reads: {@code [batch, time, channels]} to {@code [batch, channels]}. */
public final class FirstPlace extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @Override
    public Optional<Operator> operator() {
        return Optional.of(new Operator.First());
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends Runtime<FirstPlace> {
        private static final long serialVersionUID = 1;

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            long channels = x.size(2);
            INDArray y = activation(workspaces, x.size(0), channels);
            for (long n = 0; n < x.size(0); n++) {
                Memory.slice(memory(y), n * channels, channels)
                        .copyFrom(Memory.slice(memory(x), n * x.size(1) * channels, channels));
            }
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            long channels = x.size(2);
            INDArray dx = inputGradient(workspaces, x.shape());
            memory(dx).fill((byte) 0);
            for (long n = 0; n < x.size(0); n++) {
                Memory.slice(memory(dx), n * x.size(1) * channels, channels)
                        .copyFrom(Memory.slice(memory(dy), n * channels, channels));
            }
            return dx;
        }
    }
}
