package dither.nn.layer.audio;

import static dither.nn.engine.NativeArrays.memory;

import dither.nn.layer.ChannelsLastLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Zeros on both sides of a signal, so many that strided convolutions leave none of it over and a network that mirrors them answers
 * with at least as many samples as it was given.
 *
 * <p>Going down, each of {@code depth} levels turns {@code length} into {@code ceil((length - kernel) / stride) + 1 + lost}; going up, each
 * turns it into {@code (length - 1) stride + kernel}. What comes out is the padded length. Source: the Demucs v2 code.
 */
public final class Padding extends ChannelsLastLayer {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private int kernel;

    @JsonProperty
    private int stride;

    @JsonProperty
    private int depth;

    @JsonProperty
    private int lost;

    /** For JSON. */
    Padding() {}

    /**
     * @param kernel length of the strided filters
     * @param stride of them
     * @param depth how many there are
     * @param lost samples that other filters of a level eat up
     */
    public Padding(int kernel, int stride, int depth, int lost) {
        this.kernel = kernel;
        this.stride = stride;
        this.depth = depth;
        this.lost = lost;
    }

    /** The padded length of {@code length} samples. */
    public long length(long length) {
        long padded = length;
        for (int i = 0; i < depth; i++) {
            padded = Math.max(1, Math.ceilDiv(padded - kernel, stride) + 1) + lost;
        }
        for (int i = 0; i < depth; i++) {
            padded = (padded - 1) * stride + kernel;
        }
        return padded;
    }

    @Override
    protected Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
        return new Code(conf, dataType);
    }

    private static final class Code extends Runtime<Padding> {
        private static final long serialVersionUID = 1;

        Code(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        @Override
        protected INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces) {
            INDArray y = activation(workspaces, x.size(0), layerConf().length(x.size(1)), x.size(2));
            memory(y).fill((byte) 0);
            for (long n = 0; n < x.size(0); n++) {
                Middle.of(y, n, x.size(1)).copyFrom(Middle.of(x, n, x.size(1)));
            }
            return y;
        }

        @Override
        protected INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
            INDArray dx = inputGradient(workspaces, x.shape());
            for (long n = 0; n < x.size(0); n++) {
                Middle.of(dx, n, x.size(1)).copyFrom(Middle.of(dy, n, x.size(1)));
            }
            return dx;
        }
    }
}
