package dither.nn.layer;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Elementwise;
import java.util.Optional;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The end of a residual block with a ReLU: {@code y = max(a + b, 0)} of two inputs of one shape, the block's last layer and
 * its shortcut (He et al. 2016, figure 2); of a block that is skipped, {@code y = max(b, 0)}.
 */
public final class ResidualAdd extends Combination {
    private static final long serialVersionUID = 1;

    public ResidualAdd() {
        super(2, 2);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) {
        if (!inputs[0].equals(inputs[1])) {
            throw new IllegalArgumentException("cannot add " + inputs[0] + " and " + inputs[1]);
        }
        return inputs[0];
    }

    @Override
    public boolean endsBlock() {
        return true;
    }

    @Override
    public Optional<Operator> operator() {
        return Optional.of(new Operator.Add(true));
    }

    @Override
    protected Code code() {
        return new Sum();
    }

    private static final class Sum extends Code {
        private INDArray output;

        @Override
        protected INDArray forward(INDArray[] in, boolean training, LayerWorkspaceMgr workspaces) {
            output = activation(workspaces, in[0].shape());
            if (skipped) {
                Elementwise.relu(memory(in[1]), memory(output));
            } else {
                Elementwise.addRelu(memory(in[0]), memory(in[1]), memory(output));
            }
            return output;
        }

        @Override
        protected INDArray[] backward(INDArray[] in, INDArray dy, LayerWorkspaceMgr workspaces) {
            INDArray da = gradient(workspaces, dy.shape());
            INDArray db = gradient(workspaces, dy.shape());
            Elementwise.reluGradient(memory(output), memory(dy), memory(da), memory(db));
            if (skipped) {
                da.assign(0);
            }
            return new INDArray[] {da, db};
        }
    }
}
