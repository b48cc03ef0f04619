package dither.nn.layer;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Checks;
import dither.kernel.Elementwise;
import dither.kernel.Memory;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * {@code y = a + b} of two inputs of one shape: a residual branch and what it is added to.
 *
 * <p>With stochastic depth, each example of a training batch does without the branch with probability {@code drop}, and branches
 * that are kept are divided by {@code 1 - drop} (Huang et al. 2016, in the form of EfficientNet and DeiT).
 */
public final class Sum extends Combination {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private final double drop;

    @JsonProperty
    private final boolean block;

    /**
     * @param drop probability that an example does without the branch, in [0, 1)
     * @param block whether it ends a block, which can be left out as a whole (LayerDrop, Fan et al. 2020)
     */
    public Sum(@JsonProperty("drop") double drop, @JsonProperty("block") boolean block) {
        super(2, 2);
        Checks.below("drop", drop, 0, 1);
        this.drop = drop;
        this.block = block;
    }

    @Override
    protected List<Object> settings() {
        return List.of(drop, block);
    }

    @Override
    public boolean endsBlock() {
        return block;
    }

    @Override
    public Optional<Operator> operator() {
        return Optional.of(new Operator.Add(false));
    }

    @Override
    protected Code code() {
        return new Addition(drop);
    }

    private static final class Addition extends Code {
        private final double drop;

        Addition(double drop) {
            this.drop = drop;
        }

        @Override
        protected INDArray forward(INDArray[] in, boolean training, LayerWorkspaceMgr workspaces) {
            INDArray y = activation(workspaces, in[0].shape());
            memory(y).copyFrom(memory(in[1]));
            if (skipped) {
                return y;
            }
            if (drop == 0 || !training) {
                Elementwise.add(memory(in[0]), memory(y));
                return y;
            }
            long each = y.length() / y.size(0);
            for (int example = 0; example < y.size(0); example++) {
                float factor = factor(example);
                Elementwise.addScaled(
                        Memory.slice(memory(in[0]), example * each, each),
                        factor,
                        Memory.slice(memory(y), example * each, each));
            }
            return y;
        }

        @Override
        protected INDArray[] backward(INDArray[] in, INDArray dy, LayerWorkspaceMgr workspaces) {
            INDArray da = gradient(workspaces, dy.shape());
            INDArray db = gradient(workspaces, dy.shape());
            memory(db).copyFrom(memory(dy));
            if (skipped) {
                memory(da).fill((byte) 0);
                return new INDArray[] {da, db};
            }
            memory(da).copyFrom(memory(dy));
            long each = dy.length() / dy.size(0);
            for (int example = 0; drop > 0 && example < dy.size(0); example++) {
                Elementwise.scale(Memory.slice(memory(da), example * each, each), factor(example));
            }
            return new INDArray[] {da, db};
        }

        private float factor(int example) {
            if (drop == 0) {
                return 1;
            }
            boolean dropped = context.random().at(name).uniform(example) < drop;
            return dropped ? 0 : (float) (1 / (1 - drop));
        }
    }
}
