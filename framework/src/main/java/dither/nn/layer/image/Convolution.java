package dither.nn.layer.image;

import dither.kernel.Memory;
import dither.nn.engine.Convolution2d;
import dither.nn.engine.ConvolutionShape;
import dither.nn.engine.RecentlyUsed;
import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.Operator;
import dither.nn.layer.ParameterLayout;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A 2-D convolution without activation: {@code y[n,h,w,o] = bias[o] + sum x[n, h s + i - p, w s + j - p, c] weight[o,c,i,j]}.
 *
 * <p>Parameters: {@code weight} [out, in / groups, kernel, kernel], He-normal; {@code bias} [out], zero, if asked for.
 */
public final class Convolution extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private int inChannels;

    @JsonProperty
    private int outChannels;

    @JsonProperty
    private int kernel;

    @JsonProperty
    private int stride;

    @JsonProperty
    private int padding;

    @JsonProperty
    private boolean bias;

    @JsonProperty
    private int groups = 1;

    @JsonProperty
    private boolean first;

    /** For JSON. */
    Convolution() {}

    /**
     * @param inChannels channels of the input; 0 to take them from the graph's input types
     * @param outChannels channels of the output, at least 1
     * @param kernel rows and columns of the filter, at least 1
     * @param stride distance between filter positions, at least 1
     * @param padding zeros on each side
     * @param bias whether a number per output channel is added
     */
    public Convolution(int inChannels, int outChannels, int kernel, int stride, int padding, boolean bias) {
        if (outChannels < 1 || kernel < 1 || stride < 1 || padding < 0) {
            throw new IllegalArgumentException(
                    "outChannels, kernel and stride must be at least 1 and padding at least 0," + " were " + outChannels
                            + ", " + kernel + ", " + stride + ", " + padding);
        }
        this.inChannels = inChannels;
        this.outChannels = outChannels;
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        this.bias = bias;
    }

    /** A 3x3 convolution with padding 1 and no bias, as residual networks use it. */
    public static Convolution threeByThree(int inChannels, int outChannels, int stride) {
        return new Convolution(inChannels, outChannels, 3, stride, 1, false);
    }

    /** A convolution of each channel by itself, without bias (Howard et al. 2017). */
    public static Convolution depthwise(int channels, int kernel, int stride) {
        Convolution depthwise = new Convolution(channels, channels, kernel, stride, kernel / 2, false);
        depthwise.groups = channels;
        return depthwise;
    }

    /** Says that this layer reads the network's input, and returns it: nobody wants the gradient of an image, so none is computed. */
    public Convolution onInput() {
        first = true;
        return this;
    }

    @Override
    public ParameterLayout layout() {
        long fanIn = (long) inChannels / groups * kernel * kernel;
        var weight = new ParameterLayout.Spec(
                "weight",
                ParameterLayout.Role.WEIGHT,
                new ParameterLayout.Start.HeNormal(fanIn),
                outChannels,
                inChannels / groups,
                kernel,
                kernel);
        return bias
                ? new ParameterLayout(
                        weight,
                        new ParameterLayout.Spec(
                                "bias", ParameterLayout.Role.BIAS, new ParameterLayout.Start.Constant(0), outChannels))
                : new ParameterLayout(weight);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        var in = images(inputType);
        var shape = shape(new long[] {1, in.getHeight(), in.getWidth(), inChannels});
        return InputType.convolutional(shape.outHeight(), shape.outWidth(), outChannels, CNN2DFormat.NHWC);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        if (inChannels <= 0 || override) {
            inChannels = Math.toIntExact(images(inputType).getChannels());
        }
    }

    @Override
    public boolean isWeighted() {
        return true;
    }

    @Override
    public boolean sharesInputs() {
        return groups == 1;
    }

    @Override
    public int inputChannels() {
        return inChannels;
    }

    @Override
    public int weightsPerOutput() {
        return inChannels / groups * kernel * kernel;
    }

    @Override
    public long places(long[] shape) {
        ConvolutionShape s = shape(shape);
        return s.batch() * s.outHeight() * s.outWidth();
    }

    @Override
    public float meets(MemorySegment x, long[] shape, long place, int weight) {
        ConvolutionShape s = shape(shape);
        long column = place % s.outWidth() * stride + weight % kernel - padding;
        long row = place / s.outWidth() % s.outHeight() * stride + weight / kernel % kernel - padding;
        long example = place / s.outWidth() / s.outHeight();
        if (row < 0 || row >= s.height() || column < 0 || column >= s.width()) {
            return 0;
        }
        int channel = weight / (kernel * kernel);
        return Memory.get(x, ((example * s.height() + row) * s.width() + column) * inChannels + channel);
    }

    private ConvolutionShape shape(long[] input) {
        return ConvolutionShape.square(
                input[0],
                inChannels,
                input[1],
                input[2],
                outChannels,
                new ConvolutionShape.Window(kernel, stride, padding),
                groups,
                bias);
    }

    @Override
    public Optional<Operator> operator() {
        return Optional.of(new Operator.Convolution(kernel, stride, padding, groups, bias));
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends Runtime<Convolution> {
        private static final long serialVersionUID = 1;

        /** Kept per shape: the last batch of an epoch is often smaller than the others. */
        private final transient RecentlyUsed<ConvolutionShape, Convolution2d> convolutions = new RecentlyUsed<>();

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            ConvolutionShape s = shape(x);
            INDArray y = activation(workspaces, s.batch(), s.outHeight(), s.outWidth(), s.outChannels());
            convolution(s).forward(x, parameter("weight"), parameter("bias"), y);
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            Convolution2d convolution = convolution(shape(x));
            convolution.backwardWeights(x, dy, gradientOf("weight"), gradientOf("bias"));
            INDArray dx = inputGradient(workspaces, x.shape());
            if (layerConf().first && !isInputReplaced()) {
                return dx.assign(0);
            }
            convolution.backwardData(dy, parameter("weight"), dx);
            return dx;
        }

        private ConvolutionShape shape(INDArray x) {
            Convolution c = layerConf();
            if (x.rank() != 4 || x.size(3) != c.inChannels) {
                throw new IllegalArgumentException("layer " + c.getLayerName() + " needs [batch, height, width, "
                        + c.inChannels + "], got " + Arrays.toString(x.shape()));
            }
            return c.shape(x.shape());
        }

        private Convolution2d convolution(ConvolutionShape shape) {
            return convolutions.of(shape, context().compute()::convolution);
        }
    }
}
