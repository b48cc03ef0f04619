package dither.nn.layer;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Checks;
import dither.kernel.Noise;
import dither.kernel.network.Drop;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * In training, sets each number to zero with probability {@code rate} and divides the others by {@code 1 - rate}. Source:
 * Srivastava et al. 2014.
 */
public final class Dropout extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private double rate;

    /** For JSON. */
    Dropout() {}

    /** @param rate of numbers that are dropped, in [0, 1) */
    public Dropout(double rate) {
        Checks.below("a dropout rate", rate, 0, 1);
        this.rate = rate;
    }

    @Override
    public Optional<Operator> operator() {
        return Optional.of(new Operator.Same());
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends Runtime<Dropout> {
        private static final long serialVersionUID = 1;

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            INDArray y = activation(workspaces, x.shape());
            if (training && layerConf().rate > 0) {
                Drop.apply(memory(x), memory(y), mask(), factor());
            } else {
                memory(y).copyFrom(memory(x));
            }
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            INDArray dx = inputGradient(workspaces, x.shape());
            Drop.apply(memory(dy), memory(dx), mask(), factor());
            return dx;
        }

        private Noise mask() {
            return context().random().at(layerConf().getLayerName()).bernoulli(1 - layerConf().rate);
        }

        private float factor() {
            return (float) (1 / (1 - layerConf().rate));
        }
    }
}
