package dither.nn.layer;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.network.Activate;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** A function of each number: {@code y = f(x)}, one of {@link Activate}. */
public final class ActivationFunction extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private Activate function;

    /** For JSON. */
    ActivationFunction() {}

    /** @param function of each number */
    public ActivationFunction(Activate function) {
        this.function = function;
    }

    @Override
    public Optional<Operator> operator() {
        return Optional.of(new Operator.Activation(function));
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends Runtime<ActivationFunction> {
        private static final long serialVersionUID = 1;

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            INDArray y = activation(workspaces, x.shape());
            layerConf().function.forward(memory(x), memory(y));
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            INDArray dx = inputGradient(workspaces, x.shape());
            layerConf().function.backward(memory(x), memory(dy), memory(dx));
            return dx;
        }
    }
}
