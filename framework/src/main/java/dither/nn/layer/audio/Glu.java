package dither.nn.layer.audio;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.network.Gates;
import dither.nn.layer.ChannelsLastLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A gated linear unit: the first half of the channels times the sigmoid of the second half. Source: Dauphin et al. 2017. */
public final class Glu extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends Runtime<Glu> {
        private static final long serialVersionUID = 1;

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            long[] shape = x.shape().clone();
            shape[shape.length - 1] /= 2;
            INDArray y = activation(workspaces, shape);
            int width = Math.toIntExact(shape[shape.length - 1]);
            Gates.glu(memory(x), memory(y), y.length() / width, width);
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            INDArray dx = inputGradient(workspaces, x.shape());
            int width = Math.toIntExact(dy.size(dy.rank() - 1));
            Gates.gluGradient(memory(x), memory(dy), memory(dx), dy.length() / width, width);
            return dx;
        }
    }
}
