package dither.nn.layer.image;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.Operator;
import dither.nn.layer.ParameterLayout;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The pixels of {@code [batch, height, width, channels]} one after the other after a learned first place: {@code [batch, 1 + height width,
 * channels]}. Parameter: {@code token} [channels], normal with deviation 0.02. Source: Dosovitskiy et al. 2021.
 */
public final class ClassToken extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private int channels;

    /** For JSON. */
    ClassToken() {}

    /** @param channels of the input */
    public ClassToken(int channels) {
        this.channels = channels;
    }

    @Override
    public ParameterLayout layout() {
        return new ParameterLayout(new ParameterLayout.Spec(
                "token", ParameterLayout.Role.WEIGHT, new ParameterLayout.Start.Normal(0.02), channels));
    }

    @Override
    public Optional<Operator> operator() {
        return Optional.of(new Operator.ClassToken(channels));
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends Runtime<ClassToken> {
        private static final long serialVersionUID = 1;

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            long channels = layerConf().channels;
            long each = x.length() / x.size(0);
            INDArray y = activation(workspaces, x.size(0), 1 + each / channels, channels);
            for (long n = 0; n < x.size(0); n++) {
                long at = n * (each + channels);
                Memory.slice(memory(y), at, channels).copyFrom(memory(parameter("token")));
                Memory.slice(memory(y), at + channels, each).copyFrom(Memory.slice(memory(x), n * each, each));
            }
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            long channels = layerConf().channels;
            long each = x.length() / x.size(0);
            INDArray dx = inputGradient(workspaces, x.shape());
            MemorySegment token = memory(gradientOf("token"));
            token.fill((byte) 0);
            for (long n = 0; n < x.size(0); n++) {
                long at = n * (each + channels);
                Elementwise.add(Memory.slice(memory(dy), at, channels), token);
                Memory.slice(memory(dx), n * each, each).copyFrom(Memory.slice(memory(dy), at + channels, each));
            }
            return dx;
        }
    }
}
