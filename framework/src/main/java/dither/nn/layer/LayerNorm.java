package dither.nn.layer;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.network.LayerNormKernel;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Layer normalisation over the channels of each place: {@code y = weight (x - mean) / sqrt(variance + epsilon) + bias}.
 *
 * <p>Parameters, shape [channels] each: {@code weight} (one) and {@code bias} (zero). Source: Ba et al. 2016.
 */
public final class LayerNorm extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private int channels;

    @JsonProperty
    private double epsilon;

    /** For JSON. */
    LayerNorm() {}

    /** With an epsilon of 1e-5. */
    public LayerNorm(int channels) {
        this(channels, 1e-5);
    }

    /**
     * @param channels of input and output
     * @param epsilon added to the variance
     */
    public LayerNorm(int channels, double epsilon) {
        this.channels = channels;
        this.epsilon = epsilon;
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout(
                new ParameterLayout.Spec(
                        "weight", ParameterLayout.Role.WEIGHT, new ParameterLayout.Start.Constant(1), channels),
                new ParameterLayout.Spec(
                        "bias", ParameterLayout.Role.BIAS, new ParameterLayout.Start.Constant(0), channels));
    }

    @Override
    public Optional<Operator> operator() {
        return Optional.of(new Operator.LayerNormalization(epsilon));
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends Runtime<LayerNorm> {
        private static final long serialVersionUID = 1;

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            INDArray y = activation(workspaces, x.shape());
            LayerNormKernel.forward(
                    memory(x),
                    memory(parameter("weight")),
                    memory(parameter("bias")),
                    memory(y),
                    x.length() / layerConf().channels,
                    layerConf().channels,
                    layerConf().epsilon);
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            INDArray dx = inputGradient(workspaces, x.shape());
            LayerNormKernel.backward(
                    memory(x),
                    memory(dy),
                    memory(parameter("weight")),
                    memory(dx),
                    memory(gradientOf("weight")),
                    memory(gradientOf("bias")),
                    x.length() / layerConf().channels,
                    layerConf().channels,
                    layerConf().epsilon);
            return dx;
        }
    }
}
