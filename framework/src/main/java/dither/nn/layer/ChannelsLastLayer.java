package dither.nn.layer;

import dither.nn.engine.NativeArrays;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;

/** What all our layers share: the parts of DL4J's contracts that do not differ between them. */
public abstract class ChannelsLastLayer extends BaseLayer {
    private static final long serialVersionUID = 1;

    /** The parameters of this configuration; none unless a layer says otherwise. */
    public ParameterLayout layout() {
        return new ParameterLayout();
    }

    /** The code of the layer. */
    protected abstract Runtime<?> runtime(NeuralNetConfiguration conf, DataType dataType);

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray paramsView,
            boolean initialise,
            DataType dataType) {
        Runtime<?> layer = runtime(conf, dataType);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(paramsView);
        layer.setParamTable(paramsView == null ? Map.of() : layout().init(conf, paramsView, initialise));
        layer.setConf(conf);
        return layer;
    }

    @Override
    public ParameterLayout initializer() {
        return layout();
    }

    /** Statistics are moved by the layer itself, never by an updater. */
    @Override
    public IUpdater getUpdaterByParam(String key) {
        return isStatistic(key) ? new NoOp() : super.getUpdaterByParam(key);
    }

    /** Whether a parameter is a running statistic rather than something that gradients move. */
    public boolean isStatistic(String key) {
        return layout().role(key) == ParameterLayout.Role.STATISTIC;
    }

    @Override
    public List<Regularization> getRegularizationByParam(String key) {
        return layout().role(key) == ParameterLayout.Role.WEIGHT ? getRegularization() : null;
    }

    @Override
    public boolean isPretrainParam(String key) {
        return false;
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return new LayerMemoryReport.Builder(getLayerName(), getClass(), inputType, getOutputType(-1, inputType))
                .standardMemory(layout().numParams(this), 0)
                .build();
    }

    /** A layer whose output has the shape of its input. */
    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return inputType;
    }

    /** A layer that needs no sizes. */
    @Override
    public void setNIn(InputType inputType, boolean override) {}

    /** The input's type as channels-last images. */
    protected InputTypeConvolutional images(InputType type) {
        if (type instanceof InputTypeConvolutional images && images.getFormat() == CNN2DFormat.NHWC) {
            return images;
        }
        throw new IllegalArgumentException(
                "layer " + getLayerName() + " needs images with channels last (CNN2DFormat.NHWC), got " + type);
    }

    /** What it computes when asked, if other programs have a word for it. */
    public Optional<Operator> operator() {
        return Optional.empty();
    }

    /** Whether the layer multiplies its input with weights. */
    public boolean isWeighted() {
        return false;
    }

    /** Whether the same inputs meet the weights of every output, so that {@link #meets} can tell which. */
    public boolean sharesInputs() {
        return true;
    }

    /** Channels of the input of a layer with weights. */
    public int inputChannels() {
        return 0;
    }

    /** Weights of one output. */
    public int weightsPerOutput() {
        return 0;
    }

    /** How many times each weight meets an input of this shape. */
    public long places(long[] shape) {
        return 0;
    }

    /** The input that weight {@code weight} of any output meets at a place; zero in the padding. */
    public float meets(MemorySegment x, long[] shape, long place, int weight) {
        throw new UnsupportedOperationException(getLayerName() + " has no weights");
    }

    /** From now on {@code watcher} sees every input of a layer of ours, null ends that; gives back who did before. */
    public static InputHook hook(org.deeplearning4j.nn.api.Layer layer, InputHook watcher) {
        return ((Runtime<?>) layer).hook(watcher);
    }

    /** Lets every layer of ours in a graph find those whose weights it shares. */
    public static void link(ComputationGraph graph) {
        for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
            if (layer instanceof Runtime<?> ours) {
                ours.link(name -> (Runtime<?>) graph.getLayer(name));
            }
        }
    }

    /** Tells every layer of ours in a graph of the batch at hand. */
    public static void tell(ComputationGraph graph, Context context) {
        for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
            if (layer instanceof Runtime<?> ours) {
                ours.context = context;
            }
        }
    }

    /** The code of a layer: DL4J's bookkeeping around {@link #forward} and {@link #backward}. */
    public abstract static class Runtime<C extends ChannelsLastLayer>
            extends org.deeplearning4j.nn.layers.BaseLayer<C> {
        private static final long serialVersionUID = 1;

        protected Runtime(NeuralNetConfiguration conf, DataType dataType) {
            super(conf, dataType);
        }

        /** The layer's output for the dense input {@code x}, in an array from {@link #activation}. */
        protected abstract INDArray forward(INDArray x, boolean training, LayerWorkspaceMgr workspaces);

        /** Writes the parameters' gradients into {@code gradientViews}; returns the gradient of the input {@code x}. */
        protected abstract INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces);

        /** Finds layers whose weights this one shares; most share none. */
        protected void link(Function<String, Runtime<?>> layers) {}

        private transient InputHook hook;
        private transient Context context = Context.none();

        /** Of the batch at hand. */
        protected final Context context() {
            return context;
        }

        /** What the hook wrote in the last forward pass; null if nothing. */
        private transient INDArray replaced;

        final InputHook hook(InputHook watcher) {
            InputHook before = hook;
            hook = watcher;
            return before;
        }

        /** Whether the last forward pass saw something else than the input, whose gradient somebody wants. */
        protected final boolean isInputReplaced() {
            return replaced != null;
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            assertInputSet(false);
            if (!NativeArrays.isDense(input)) {
                // Not a plain copy: that would lie in scratch memory, which is gone when backward reads the input.
                input = workspaces.dup(ArrayType.ACTIVATIONS, input, 'c');
            }
            replaced = null;
            if (hook != null) {
                INDArray out = activation(workspaces, input.shape());
                if (hook.forward(NativeArrays.memory(input), input.shape(), NativeArrays.memory(out), training)) {
                    replaced = out;
                }
            }
            return forward(replaced == null ? input : replaced, training, workspaces);
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            assertInputSet(true);
            INDArray dx = backward(
                    replaced == null ? input : replaced,
                    epsilon == null ? null : NativeArrays.dense(epsilon),
                    workspaces);
            if (replaced != null) {
                hook.backward(NativeArrays.memory(input), input.shape(), NativeArrays.memory(dx));
            }
            Gradient gradient = new DefaultGradient(gradientsFlattened);
            if (gradientViews != null) {
                gradientViews.forEach(gradient::setGradientFor);
            }
            return new Pair<>(gradient, dx);
        }

        /** A parameter. */
        public final INDArray parameter(String key) {
            return params.get(key);
        }

        /** Where the gradient of a parameter belongs. */
        public final INDArray gradientOf(String key) {
            return gradientViews.get(key);
        }

        protected final INDArray activation(LayerWorkspaceMgr workspaces, long... shape) {
            return workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, shape, 'c');
        }

        protected final INDArray inputGradient(LayerWorkspaceMgr workspaces, long... shape) {
            return workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, shape, 'c');
        }

        @Override
        public boolean isPretrainLayer() {
            return false;
        }

        @Override
        public void clearNoiseWeightParams() {}
    }
}
