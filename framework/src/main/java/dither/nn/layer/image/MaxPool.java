package dither.nn.layer.image;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Checks;
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
 * The largest number of each channel in square windows: {@code [batch, height, width, channels]} to {@code (height + 2 padding - window) /
 * stride + 1} rows, rounded down, and as many columns by the width.
 */
public final class MaxPool extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private int window;

    @JsonProperty
    private int stride;

    @JsonProperty
    private int padding;

    /** For JSON. */
    MaxPool() {}

    /**
     * @param window side of a window in pixels, at least 1
     * @param stride from one window to the next in pixels, at least 1
     * @param padding on each side, of pixels that are never the largest; less than a window
     * @throws IllegalArgumentException if one of them is outside of that
     */
    public MaxPool(int window, int stride, int padding) {
        Checks.inRange("window", window, 1, 1 << 10);
        Checks.inRange("stride", stride, 1, 1 << 10);
        Checks.inRange("padding", padding, 0, window - 1);
        this.window = window;
        this.stride = stride;
        this.padding = padding;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        var in = images(inputType);
        Pooling.Windows windows = windows(1, in.getHeight(), in.getWidth(), in.getChannels());
        return InputType.convolutional(windows.outHeight(), windows.outWidth(), windows.channels(), CNN2DFormat.NHWC);
    }

    private Pooling.Windows windows(long... shape) {
        return new Pooling.Windows(
                shape[0],
                Math.toIntExact(shape[1]),
                Math.toIntExact(shape[2]),
                Math.toIntExact(shape[3]),
                window,
                stride,
                padding);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {}

    @Override
    public Optional<Operator> operator() {
        return Optional.of(new Operator.MaxPool(window, stride, padding));
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends Runtime<MaxPool> {
        private static final long serialVersionUID = 1;

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            Pooling.Windows windows = layerConf().windows(x.shape());
            INDArray y = activation(
                    workspaces, windows.batch(), windows.outHeight(), windows.outWidth(), windows.channels());
            Pooling.maximum(memory(x), memory(y), windows);
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            INDArray dx = inputGradient(workspaces, x.shape());
            Pooling.maximumGradient(
                    memory(x), memory(dy), memory(dx), layerConf().windows(x.shape()));
            return dx;
        }
    }
}
