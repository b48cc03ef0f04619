package dither.nn.layer;

import dither.nn.engine.NativeArrays;
import java.util.List;
import java.util.Optional;
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

/** What our vertices share, which combine arrays without parameters: DL4J's contracts around {@link Code}. */
public abstract class Combination extends GraphVertex {
    private static final long serialVersionUID = 1;

    private final transient int fewest;
    private final transient int most;

    /** For combinations of {@code fewest} to {@code most} arrays. */
    protected Combination(int fewest, int most) {
        this.fewest = fewest;
        this.most = most;
    }

    /** Everything that tells two configurations of a class apart; nothing unless a combination says otherwise. */
    protected List<Object> settings() {
        return List.of();
    }

    /** Whether it ends a residual block: of what the block makes and its shortcut, it can do without the first. */
    public boolean endsBlock() {
        return false;
    }

    /** What it computes when asked, if other programs have a word for it. */
    public Optional<Operator> operator() {
        return Optional.empty();
    }

    /** A fresh instance of what the vertex does, for one network. */
    protected abstract Code code();

    /** What a vertex does; it may keep from {@link #forward} what {@link #backward} needs. */
    public abstract static class Code {
        /** Of the batch at hand. */
        protected Context context = Context.none();

        /** Whether the vertex leaves out the block that it ends. */
        protected boolean skipped;

        /** Name of the vertex. */
        protected String name;

        /** The combination of dense arrays. */
        protected abstract INDArray forward(INDArray[] in, boolean training, LayerWorkspaceMgr workspaces);

        /** The gradient of each input, in arrays of their own: the graph adds to one that has other consumers in place. */
        protected abstract INDArray[] backward(INDArray[] in, INDArray dy, LayerWorkspaceMgr workspaces);

        protected static INDArray activation(LayerWorkspaceMgr workspaces, long... shape) {
            return workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, shape, 'c');
        }

        protected static INDArray gradient(LayerWorkspaceMgr workspaces, long... shape) {
            return workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, shape, 'c');
        }
    }

    @Override
    public GraphVertex clone() {
        return this; // configurations never change
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Combination same
                && same.getClass() == getClass()
                && same.settings().equals(settings());
    }

    @Override
    public int hashCode() {
        return 31 * getClass().hashCode() + settings().hashCode();
    }

    @Override
    public long numParams(boolean backprop) {
        return 0;
    }

    @Override
    public int minVertexInputs() {
        return fewest;
    }

    @Override
    public int maxVertexInputs() {
        return most;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) {
        return inputs[0];
    }

    @Override
    public MemoryReport getMemoryReport(InputType... inputs) {
        return new LayerMemoryReport.Builder(null, getClass(), inputs[0], inputs[0])
                .standardMemory(0, 0)
                .build();
    }

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph, String name, int index, INDArray params, boolean initialise, DataType dataType) {
        return new Vertex(graph, name, index, dataType, code());
    }

    /** What the vertex {@code name} of a graph does; null if it is none of ours. */
    static Code of(ComputationGraph graph, String name) {
        return graph.getVertex(name) instanceof Vertex vertex ? vertex.code : null;
    }

    /** Tells every combination of a graph of the batch at hand. */
    public static void tell(ComputationGraph graph, Context context) {
        for (var vertex : graph.getVertices()) {
            if (vertex instanceof Vertex ours) {
                ours.code.context = context;
            }
        }
    }

    /** Leaves out the block that ends in the vertex {@code name} of a graph, or takes it in again. */
    public static void skip(ComputationGraph graph, String name, boolean skipped) {
        of(graph, name).skipped = skipped;
    }

    @SuppressWarnings("overrides") // DL4J declares setInputs once with an array and once with varargs
    private static final class Vertex extends BaseGraphVertex {
        private static final long serialVersionUID = 1;

        private final transient Code code;
        private transient INDArray[] dense;

        Vertex(ComputationGraph graph, String name, int index, DataType dataType, Code code) {
            super(graph, name, index, null, null, dataType);
            this.code = code;
            code.name = name;
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
            dense = new INDArray[inputs.length];
            for (int i = 0; i < dense.length; i++) {
                dense[i] = NativeArrays.isDense(inputs[i])
                        ? inputs[i]
                        : workspaces.dup(ArrayType.ACTIVATIONS, inputs[i], 'c'); // backward reads it
            }
            return code.forward(dense, training, workspaces);
        }

        @Override
        public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
            return new Pair<>(null, code.backward(dense, NativeArrays.dense(epsilon), workspaces));
        }

        @Override
        public void setBackpropGradientsViewArray(INDArray view) {
            if (view != null) {
                throw new IllegalArgumentException(this + " has no parameters");
            }
        }

        @Override
        public Pair<INDArray, MaskState> feedForwardMaskArrays(INDArray[] masks, MaskState state, int batch) {
            return null;
        }

        @Override
        public String toString() {
            return code.getClass().getSimpleName() + "(" + getVertexName() + ")";
        }
    }
}
