package dither.nn.layer.audio;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.network.Lookup;
import dither.nn.engine.Convolution2d;
import dither.nn.engine.ConvolutionShape;
import dither.nn.engine.ConvolutionShape.Window;
import dither.nn.engine.RecentlyUsed;
import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.ParameterLayout;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A convolution along time, or its transpose, without activation.
 *
 * <p>Plain: {@code y[n, t, o] = bias[o] + sum x[n, t s + i - p, c] weight[o, c, i]}, with {@code weight} [out, in, kernel].
 * Transposed: {@code y[n, t s + i - p, o] += x[n, t, c] weight[c, o, i]}, which makes {@code (time - 1) s + kernel - 2 p} of {@code time}
 * places, with {@code weight} [in, out, kernel]. Weights and {@code bias} [out] start uniform in ±{@code scale} / sqrt(fanIn), where
 * the fan-in is {@code kernel} times the second size of the weight, PyTorch's default at a scale of 1.
 */
public final class TimeConvolution extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private int in;

    @JsonProperty
    private int out;

    @JsonProperty
    private int kernel;

    @JsonProperty
    private int stride;

    @JsonProperty
    private int padding;

    @JsonProperty
    private boolean transposed;

    @JsonProperty
    private double scale;

    /** For JSON. */
    TimeConvolution() {}

    private TimeConvolution(int in, int out, int kernel, int stride, int padding, boolean transposed, double scale) {
        if (kernel < 1 || stride < 1 || padding < 0) {
            throw new IllegalArgumentException("kernel and stride must be at least 1 and padding at least 0, were "
                    + kernel + ", " + stride + ", " + padding);
        }
        this.in = in;
        this.out = out;
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        this.transposed = transposed;
        this.scale = scale;
    }

    /**
     * A convolution.
     *
     * @param scale of the initial weights; see {@link dither.nn.zoo.Demucs}
     */
    public static TimeConvolution plain(int in, int out, int kernel, int stride, int padding, double scale) {
        return new TimeConvolution(in, out, kernel, stride, padding, false, scale);
    }

    /** A transposed convolution without padding. */
    public static TimeConvolution transposed(int in, int out, int kernel, int stride, double scale) {
        return new TimeConvolution(in, out, kernel, stride, 0, true, scale);
    }

    @Override
    public ParameterLayout layout() {
        long fanIn = (long) (transposed ? out : in) * kernel;
        var start = new ParameterLayout.Start.Uniform(fanIn);
        var scaled = new ParameterLayout.Start.Scaled(start, scale);
        return new ParameterLayout(
                new ParameterLayout.Spec(
                        "weight",
                        ParameterLayout.Role.WEIGHT,
                        scaled,
                        transposed ? in : out,
                        transposed ? out : in,
                        kernel),
                new ParameterLayout.Spec("bias", ParameterLayout.Role.BIAS, scaled, out));
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends Runtime<TimeConvolution> {
        private static final long serialVersionUID = 1;

        private final transient RecentlyUsed<ConvolutionShape, Convolution2d> convolutions = new RecentlyUsed<>();

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        /** The convolution behind it; of a transposed layer, the one that leads from its output to its input. */
        private ConvolutionShape shape(INDArray x) {
            TimeConvolution c = layerConf();
            if (x.rank() != 3 || x.size(2) != c.in) {
                throw new IllegalArgumentException("layer " + c.getLayerName() + " needs [batch, time, " + c.in
                        + "], got " + Arrays.toString(x.shape()));
            }
            Window window = new Window(c.kernel, c.stride, c.padding);
            return c.transposed
                    ? ConvolutionShape.time(
                            x.size(0),
                            c.out,
                            (x.size(1) - 1) * c.stride + c.kernel - 2L * c.padding,
                            c.in,
                            window,
                            false)
                    : ConvolutionShape.time(x.size(0), c.in, x.size(1), c.out, window, true);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            ConvolutionShape s = shape(x);
            Convolution2d convolution = convolution(s);
            if (layerConf().transposed) {
                INDArray y = activation(workspaces, x.size(0), s.width(), layerConf().out);
                convolution.backwardData(images(x), filters(parameter("weight")), images(y));
                Lookup.addToRows(memory(parameter("bias")), memory(y), x.size(0) * s.width(), layerConf().out);
                return y;
            }
            INDArray y = activation(workspaces, x.size(0), s.outWidth(), layerConf().out);
            convolution.forward(images(x), filters(parameter("weight")), parameter("bias"), images(y));
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            Convolution2d convolution = convolution(shape(x));
            INDArray dx = inputGradient(workspaces, x.shape());
            if (layerConf().transposed) {
                convolution.forward(images(dy), filters(parameter("weight")), null, images(dx));
                convolution.backwardWeights(images(dy), images(x), filters(gradientOf("weight")), null);
                Lookup.columnSums(memory(dy), dy.size(0) * dy.size(1), layerConf().out, memory(gradientOf("bias")));
                return dx;
            }
            convolution.backwardWeights(images(x), images(dy), filters(gradientOf("weight")), gradientOf("bias"));
            convolution.backwardData(images(dy), filters(parameter("weight")), images(dx));
            return dx;
        }

        private Convolution2d convolution(ConvolutionShape shape) {
            return convolutions.of(shape, context().compute()::convolution);
        }

        /** The same memory as images of one row. */
        private static INDArray images(INDArray x) {
            return x.reshape('c', x.size(0), 1, x.size(1), x.size(2));
        }

        /** The same memory as filters of one row. */
        private static INDArray filters(INDArray w) {
            return w.reshape('c', w.size(0), w.size(1), 1, w.size(2));
        }
    }
}
