package dither.nn.layer.audio;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Elementwise;
import dither.nn.layer.Combination;
import java.util.Arrays;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code y[n, t, .] = a[n, t, .] + b[n, t + offset, .]} of two signals: the second, which may be longer, loses as much at both ends.
 */
public final class TrimmedSum extends Combination {
    private static final long serialVersionUID = 1;

    public TrimmedSum() {
        super(2, 2);
    }

    @Override
    protected Code code() {
        return new Skip();
    }

    private static final class Skip extends Code {
        @Override
        protected INDArray forward(INDArray[] in, boolean training, LayerWorkspaceMgr workspaces) {
            long time = in[0].size(1);
            if (in[1].size(1) < time || in[0].size(2) != in[1].size(2)) {
                throw new IllegalArgumentException(name + " needs a second signal at least as long as the first, got "
                        + Arrays.toString(in[0].shape()) + " and "
                        + Arrays.toString(in[1].shape()));
            }
            INDArray y = activation(workspaces, in[0].shape());
            memory(y).copyFrom(memory(in[0]));
            for (long n = 0; n < y.size(0); n++) {
                Elementwise.add(Middle.of(in[1], n, time), Middle.of(y, n, time));
            }
            return y;
        }

        @Override
        protected INDArray[] backward(INDArray[] in, INDArray dy, LayerWorkspaceMgr workspaces) {
            INDArray da = gradient(workspaces, in[0].shape());
            INDArray db = gradient(workspaces, in[1].shape());
            memory(da).copyFrom(memory(dy));
            memory(db).fill((byte) 0);
            for (long n = 0; n < dy.size(0); n++) {
                Middle.of(db, n, dy.size(1)).copyFrom(Middle.of(dy, n, dy.size(1)));
            }
            return new INDArray[] {da, db};
        }
    }
}
