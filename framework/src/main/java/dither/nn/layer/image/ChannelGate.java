package dither.nn.layer.image;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.network.Pooling;
import dither.nn.layer.Combination;
import dither.nn.layer.Operator;
import java.util.Optional;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Every pixel of {@code [batch, height, width, channels]} times a gate for each channel {@code [batch, channels]}: the end of
 * squeeze-and-excitation (Hu et al. 2018).
 */
public final class ChannelGate extends Combination {
    private static final long serialVersionUID = 1;

    public ChannelGate() {
        super(2, 2);
    }

    @Override
    public Optional<Operator> operator() {
        return Optional.of(new Operator.Gate());
    }

    @Override
    protected Code code() {
        return new Scale();
    }

    private static final class Scale extends Code {
        @Override
        protected INDArray forward(INDArray[] in, boolean training, LayerWorkspaceMgr workspaces) {
            INDArray x = in[0];
            INDArray y = activation(workspaces, x.shape());
            Pooling.scale(memory(x), memory(in[1]), memory(y), x.size(0), x.size(1) * x.size(2), (int) x.size(3));
            return y;
        }

        @Override
        protected INDArray[] backward(INDArray[] in, INDArray dy, LayerWorkspaceMgr workspaces) {
            INDArray x = in[0];
            INDArray dx = gradient(workspaces, x.shape());
            INDArray dgate = gradient(workspaces, in[1].shape());
            long pixels = x.size(1) * x.size(2);
            int channels = (int) x.size(3);
            Pooling.scale(memory(dy), memory(in[1]), memory(dx), x.size(0), pixels, channels);
            Pooling.productSums(memory(x), memory(dy), memory(dgate), x.size(0), pixels, channels);
            return new INDArray[] {dx, dgate};
        }
    }
}
