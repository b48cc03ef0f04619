package dither.nn.layer;

import static dither.nn.engine.NativeArrays.memory;

import java.util.Optional;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The end of a block that may be left out as a whole, such as a Transformer layer: of what the block makes and what it was
 * given, the first; of a block that is skipped, the second (LayerDrop, Fan et al. 2020).
 */
public final class BlockEnd extends Combination {
    private static final long serialVersionUID = 1;

    public BlockEnd() {
        super(2, 2);
    }

    @Override
    public boolean endsBlock() {
        return true;
    }

    @Override
    public Optional<Operator> operator() {
        return Optional.of(new Operator.Same());
    }

    @Override
    protected Code code() {
        return new Choice();
    }

    private static final class Choice extends Code {
        @Override
        protected INDArray forward(INDArray[] in, boolean training, LayerWorkspaceMgr workspaces) {
            INDArray y = activation(workspaces, in[0].shape());
            memory(y).copyFrom(memory(in[skipped ? 1 : 0]));
            return y;
        }

        @Override
        protected INDArray[] backward(INDArray[] in, INDArray dy, LayerWorkspaceMgr workspaces) {
            INDArray[] gradients = {gradient(workspaces, dy.shape()), gradient(workspaces, dy.shape())};
            memory(gradients[skipped ? 1 : 0]).copyFrom(memory(dy));
            memory(gradients[skipped ? 0 : 1]).fill((byte) 0);
            return gradients;
        }
    }
}
