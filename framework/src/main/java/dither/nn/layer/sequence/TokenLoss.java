package dither.nn.layer.sequence;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Memory;
import dither.kernel.network.Softmax;
import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.LossCode;
import dither.nn.layer.Target;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Cross-entropy of the softmax of {@code [batch, time, vocabulary]} at each place that has a label. */
public final class TokenLoss extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends LossCode<TokenLoss> {
        private static final long serialVersionUID = 1;

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            int width = width(x);
            INDArray p = activation(workspaces, x.shape());
            memory(p).copyFrom(memory(x));
            if (!(context().target() instanceof Target.Labels(int[] labels))) {
                Softmax.forward(memory(p), x.length() / width, width, 1, _ -> width);
                return p;
            }
            float[] losses = new float[labels.length];
            Softmax.crossEntropy(memory(p), width, labels, losses, false);
            INDArray y = activation(workspaces, losses.length);
            Memory.copy(losses, 0, memory(y), 0, losses.length);
            return y;
        }

        @Override
        protected double lossAndGradients(INDArray x, INDArray dx, LayerWorkspaceMgr workspaces) {
            int[] labels = tokens();
            memory(dx).copyFrom(memory(x));
            float[] losses = new float[labels.length];
            Softmax.crossEntropy(memory(dx), width(x), labels, losses, true);
            return sum(losses);
        }

        private static int width(INDArray x) {
            return Math.toIntExact(x.size(x.rank() - 1));
        }
    }
}
