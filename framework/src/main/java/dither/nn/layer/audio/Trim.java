package dither.nn.layer.audio;

import static dither.nn.engine.NativeArrays.memory;

import dither.nn.layer.Combination;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The middle of its first input, as long as its second one. */
public final class Trim extends Combination {
    private static final long serialVersionUID = 1;

    public Trim() {
        super(2, 2);
    }

    @Override
    protected Code code() {
        return new Cut();
    }

    private static final class Cut extends Code {
        @Override
        protected INDArray forward(INDArray[] in, boolean training, LayerWorkspaceMgr workspaces) {
            INDArray y = activation(workspaces, in[0].size(0), in[1].size(1), in[0].size(2));
            for (long n = 0; n < y.size(0); n++) {
                Middle.of(y, n, y.size(1)).copyFrom(Middle.of(in[0], n, y.size(1)));
            }
            return y;
        }

        @Override
        protected INDArray[] backward(INDArray[] in, INDArray dy, LayerWorkspaceMgr workspaces) {
            INDArray dx = gradient(workspaces, in[0].shape());
            memory(dx).fill((byte) 0);
            for (long n = 0; n < dy.size(0); n++) {
                Middle.of(dx, n, dy.size(1)).copyFrom(Middle.of(dy, n, dy.size(1)));
            }
            INDArray none = gradient(workspaces, in[1].shape()); // only its length counts
            memory(none).fill((byte) 0);
            return new INDArray[] {dx, none};
        }
    }
}
