package dither.nn.layer.image;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.network.Pooling;
import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.Operator;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The parameter-free shortcut of a residual block that halves the image: every other pixel, with as many channels of
 * zeros before and after. Source: He et al. 2016, section 3.3, option A.
 */
public final class SubsampleShortcut extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private int outChannels;

    /** For JSON. */
    SubsampleShortcut() {}

    /** @param outChannels channels of the output; at least those of the input, the difference even */
    public SubsampleShortcut(int outChannels) {
        this.outChannels = outChannels;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        var in = images(inputType);
        return InputType.convolutional(
                (in.getHeight() + 1) / 2, (in.getWidth() + 1) / 2, outChannels, CNN2DFormat.NHWC);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {}

    @Override
    public Optional<Operator> operator() {
        return Optional.of(new Operator.Subsample(outChannels));
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends Runtime<SubsampleShortcut> {
        private static final long serialVersionUID = 1;

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            INDArray y = activation(
                    workspaces, x.size(0), (x.size(1) + 1) / 2, (x.size(2) + 1) / 2, layerConf().outChannels);
            Pooling.subsample(memory(x), memory(y), x.shape(), layerConf().outChannels);
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            INDArray dx = inputGradient(workspaces, x.shape());
            Pooling.subsampleGradient(memory(dy), memory(dx), x.shape(), layerConf().outChannels);
            return dx;
        }
    }
}
