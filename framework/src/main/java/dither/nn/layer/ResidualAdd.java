package dither.nn.layer;

import static dither.nn.engine.Arrays.memory;

import dither.kernel.Elementwise;
import dither.nn.engine.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The end of a residual block: {@code y = max(a + b, 0)} of two inputs of one shape, the block's last layer and its shortcut
 * (He et al. 2016, figure 2); of a block that is skipped, {@code y = max(b, 0)}.
 */
public final class ResidualAdd extends GraphVertex {
    private static final long serialVersionUID = 1;

    @Override
    public GraphVertex clone() {
        return new ResidualAdd();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResidualAdd;
    }

    @Override
    public int hashCode() {
        return ResidualAdd.class.hashCode();
    }

    @Override
    public long numParams(boolean backprop) {
        return 0;
    }

    @Override
    public int minVertexInputs() {
        return 2;
    }

    @Override
    public int maxVertexInputs() {
        return 2;
    }

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int index,
            INDArray paramsView,
            boolean initialise,
            DataType networkDatatype) {
        return new Code(graph, name, index, networkDatatype);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) {
        if (!inputs[0].equals(inputs[1])) {
            throw new IllegalArgumentException("cannot add " + inputs[0] + " and " + inputs[1]);
        }
        return inputs[0];
    }

    @Override
    public MemoryReport getMemoryReport(InputType... inputs) {
        return new LayerMemoryReport.Builder(null, ResidualAdd.class, inputs[0], inputs[0])
                .standardMemory(0, 0)
                .build();
    }

    /** Leaves out what is added to the shortcut of the vertex {@code name} of a graph, or takes it in again. */
    public static void skip(ComputationGraph graph, String name, boolean skipped) {
        ((Code) graph.getVertex(name)).skipped = skipped;
    }

    @SuppressWarnings("overrides") // DL4J declares setInputs once with an array and once with varargs
    private static final class Code extends BaseGraphVertex {
        private static final long serialVersionUID = 1;

        private transient INDArray output;
        private transient boolean skipped;

        Code(ComputationGraph graph, String name, int index, DataType dataType) {
            super(graph, name, index, null, null, dataType);
        }

        @Override
        public boolean hasLayer() {
            return false;
        }

        @Override
        public Layer getLayer() {
            return null;
        }

        @Override
        public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
            INDArray a = Arrays.dense(inputs[0]);
            output = workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, a.shape(), 'c');
            INDArray shortcut = Arrays.dense(inputs[1]);
            if (skipped) {
                Elementwise.relu(memory(shortcut), memory(output));
            } else {
                Elementwise.addRelu(memory(a), memory(shortcut), memory(output));
            }
            return output;
        }

        /** Two arrays, not one twice: the graph adds to the gradient of an input that has other consumers in place. */
        @Override
        public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
            long[] shape = output.shape();
            INDArray da = workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, shape, 'c');
            INDArray db = workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, shape, 'c');
            Elementwise.reluGradient(memory(output), memory(Arrays.dense(epsilon)), memory(da), memory(db));
            if (skipped) {
                da.assign(0);
            }
            return new Pair<>(null, new INDArray[] {da, db});
        }

        @Override
        public void setBackpropGradientsViewArray(INDArray view) {
            if (view != null) {
                throw new IllegalArgumentException("a residual add has no parameters");
            }
        }

        @Override
        public Pair<INDArray, MaskState> feedForwardMaskArrays(INDArray[] masks, MaskState state, int batch) {
            return null;
        }

        @Override
        public String toString() {
            return "ResidualAdd(" + getVertexName() + ")";
        }
    }
}
