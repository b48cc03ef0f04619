package dither.nn.layer.audio;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.LossCode;
import dither.nn.layer.Target;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Mean absolute difference of a signal {@code [batch, time, channels]} and its target. Asked for an answer, it gives the signal. */
public final class AbsoluteLoss extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends LossCode<AbsoluteLoss> {
        private static final long serialVersionUID = 1;

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            INDArray y = activation(workspaces, x.shape());
            memory(y).copyFrom(memory(x));
            return y;
        }

        @Override
        protected double lossAndGradients(INDArray x, INDArray dx, LayerWorkspaceMgr workspaces) {
            if (!(context().target() instanceof Target.Values(float[] values))) {
                throw new IllegalArgumentException(
                        "layer " + layerConf().getLayerName() + " learns from signals, not from classes");
            }
            if (values.length != x.length()) {
                throw new IllegalArgumentException("layer " + layerConf().getLayerName() + " got a target of "
                        + values.length + " numbers for " + Arrays.toString(x.shape()));
            }
            return Elementwise.absoluteDifference(memory(x), Memory.of(values), memory(dx));
        }
    }
}
