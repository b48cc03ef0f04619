package dither.nn.layer;

import dither.kernel.Memory;
import dither.nn.engine.Convolution2d;
import dither.nn.engine.ConvolutionShape;
import dither.nn.engine.Convolutions;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A fully connected layer without activation: {@code y = x weight^T + bias}.
 *
 * <p>Computed as a 1x1 convolution of images of one pixel, which is the same sum. Parameters: {@code weight}
 * [out, in] and {@code bias} [out], both uniform in ±1/sqrt(in).
 */
public final class Dense extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private int in;

    @JsonProperty
    private int out;

    /** For JSON. */
    Dense() {}

    /**
     * @param in numbers per example that go in; 0 to take them from the graph's input types
     * @param out numbers per example that come out, at least 1
     */
    public Dense(int in, int out) {
        if (out < 1) {
            throw new IllegalArgumentException("out must be at least 1, was " + out);
        }
        this.in = in;
        this.out = out;
    }

    @Override
    public ParameterLayout layout() {
        var start = new ParameterLayout.Start.Uniform(in);
        return new ParameterLayout(
                new ParameterLayout.Spec("weight", ParameterLayout.Role.WEIGHT, start, out, in),
                new ParameterLayout.Spec("bias", ParameterLayout.Role.BIAS, start, out));
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return InputType.feedForward(out);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        if (in <= 0 || override) {
            in = Math.toIntExact(inputType.arrayElementsPerExample());
        }
    }

    @Override
    public boolean isWeighted() {
        return true;
    }

    @Override
    public int inputChannels() {
        return in;
    }

    @Override
    public int weightsPerOutput() {
        return in;
    }

    @Override
    public long places(long[] shape) {
        return shape[0];
    }

    @Override
    public float meets(MemorySegment x, long[] shape, long place, int weight) {
        return Memory.get(x, place * in + weight);
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends Runtime<Dense> {
        private static final long serialVersionUID = 1;

        private final transient Map<Long, Convolution2d> products = new HashMap<>();

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            if (x.rank() != 2 || x.size(1) != layerConf().in) {
                throw new IllegalArgumentException("layer " + layerConf().getLayerName() + " needs [batch, "
                        + layerConf().in + "], got " + java.util.Arrays.toString(x.shape()));
            }
            INDArray y = activation(workspaces, x.size(0), layerConf().out);
            product(x).forward(pixels(x), filters(parameter("weight")), parameter("bias"), pixels(y));
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            Convolution2d product = product(x);
            product.backwardWeights(pixels(x), pixels(dy), filters(gradientOf("weight")), gradientOf("bias"));
            INDArray dx = inputGradient(workspaces, x.shape());
            product.backwardData(pixels(dy), filters(parameter("weight")), pixels(dx));
            return dx;
        }

        /** The same memory as images of one pixel. */
        private static INDArray pixels(INDArray matrix) {
            return matrix.reshape('c', matrix.size(0), 1, 1, matrix.size(1));
        }

        /** The same memory as filters of one pixel. */
        private static INDArray filters(INDArray matrix) {
            return matrix.reshape('c', matrix.size(0), matrix.size(1), 1, 1);
        }

        private Convolution2d product(INDArray x) {
            return products.computeIfAbsent(
                    x.size(0),
                    batch -> Convolutions.of(
                            new ConvolutionShape(batch, layerConf().in, 1, 1, layerConf().out, 1, 1, 0, true)));
        }
    }
}
