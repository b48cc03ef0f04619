package dither.nn;

import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.nn.engine.Compute;
import dither.nn.engine.NativeArrays;
import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.Combination;
import dither.nn.layer.Context;
import dither.nn.layer.LossCode;
import dither.nn.layer.Target;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A DL4J network with one input and one output, ours or a user's own, as a {@link Network}.
 *
 * <p>Parameters are views of the network's flat array, so writing to them changes the network at once, and DL4J's own
 * updater, regularisation and constraints are not used. Their groups follow memory order: DL4J keeps dense weights input-fastest, which is PyTorch's
 * {@code [out, in]}.
 */
public final class GraphNetwork implements Network {
    private final ComputationGraph graph;
    private final List<Parameter> parameters;
    private final List<Block> blocks;
    private final boolean ownLoss;
    private final Compute compute;
    private Set<String> skipped = Set.of();
    private int classes;

    private GraphNetwork(ComputationGraph graph, Compute compute) {
        if (graph.getNumInputArrays() != 1 || graph.getNumOutputArrays() != 1) {
            throw new IllegalArgumentException("a network needs one input and one output, this one has "
                    + graph.getNumInputArrays() + " and " + graph.getNumOutputArrays());
        }
        graph.initGradientsView();
        this.graph = graph;
        this.compute = compute;
        this.parameters = List.copyOf(views(graph));
        ownLoss = graph.getOutputLayer(0) instanceof LossCode<?>;
        ChannelsLastLayer.link(graph);
        this.blocks = List.copyOf(GraphParts.blocks(graph, parameters));
    }

    /** Wraps an initialised graph. */
    public static GraphNetwork of(ComputationGraph graph) {
        return of(graph, Compute.FLOAT32);
    }

    /** Wraps an initialised graph whose layers of ours compute in these numbers. */
    public static GraphNetwork of(ComputationGraph graph, Compute compute) {
        return new GraphNetwork(graph, compute);
    }

    /** Wraps a copy of an initialised network of layers; {@link #graph()} gives the copy back. */
    public static GraphNetwork of(MultiLayerNetwork network) {
        return of(network.toComputationGraph());
    }

    /** The DL4J network below. */
    public ComputationGraph graph() {
        return graph;
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public List<Block> blocks() {
        return blocks;
    }

    @Override
    public void skip(Set<String> names) {
        Set<String> possible =
                blocks.stream().filter(Block::skippable).map(Block::name).collect(Collectors.toSet());
        if (!possible.containsAll(names)) {
            throw new IllegalArgumentException("cannot skip " + names + "; blocks that can be are " + possible);
        }
        skipped = Set.copyOf(names);
        blocks.forEach(block -> Combination.skip(graph, block.name(), skipped.contains(block.name())));
    }

    /**
     * What the network computes when it is asked, in order; the last step gives its answer.
     *
     * @throws IllegalArgumentException naming the first layer that other programs have no word for
     */
    public List<Step> steps() {
        return GraphParts.steps(graph, skipped);
    }

    /** Name of the network's input in {@link #steps}. */
    public String inputName() {
        return graph.getConfiguration().getNetworkInputs().getFirst();
    }

    @Override
    public List<WeightedLayer> weightedLayers() {
        return GraphParts.weightedLayers(this, graph);
    }

    @Override
    public double lossAndGradients(Batch batch, RandomStream random) {
        INDArray labels = ownLoss ? null : labels(batch); // may ask the network, which forgets its inputs
        // Layers of skipped blocks run all the same; they must neither learn nor keep statistics of what nobody used.
        List<Parameter> unused = blocks.stream()
                .filter(block -> skipped.contains(block.name()))
                .flatMap(block -> block.parameters().stream())
                .toList();
        List<MemorySegment> kept = unused.stream().map(Parameter::copy).toList();
        tell(new Context(random, batch.lengths(), compute, batch.target()));
        graph.setInputs(input(batch));
        if (labels != null) {
            graph.setLabels(labels);
        }
        graph.computeGradientAndScore();
        // DL4J sums over the batch and leaves the division to its updater, which is not used here.
        for (Parameter parameter : parameters) {
            if (parameter.role() == Parameter.Role.TRAINED) {
                Elementwise.scale(parameter.gradient(), 1f / batch.target().count());
            }
        }
        for (int i = 0; i < unused.size(); i++) {
            unused.get(i).gradient().fill((byte) 0);
            unused.get(i).values().copyFrom(kept.get(i));
        }
        // Regularisation is in DL4J's score, but neither in the gradients nor in what our own losses answer.
        return ownLoss ? graph.score() : graph.score() - graph.calcRegularizationScore(true);
    }

    @Override
    public float[][] predict(Batch batch) {
        tell(new Context(null, batch.lengths(), compute, null));
        INDArray answer = graph.output(false, input(batch))[0];
        return answer.reshape('c', batch.size(), answer.length() / batch.size()).toFloatMatrix();
    }

    @Override
    public float[] losses(Batch batch) {
        if (!ownLoss) {
            return Network.super.losses(batch);
        }
        tell(new Context(null, batch.lengths(), compute, batch.target()));
        return graph.output(false, input(batch))[0].toFloatVector();
    }

    private void tell(Context context) {
        ChannelsLastLayer.tell(graph, context);
        Combination.tell(graph, context);
    }

    /** Gives back the workspaces of the calling thread, which is the one that trained. */
    @Override
    public void close() {
        Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }

    private static INDArray input(Batch batch) {
        return Nd4j.createFromArray(batch.inputs()).reshape(batch.shape());
    }

    private INDArray labels(Batch batch) {
        return switch (batch.target()) {
            case Target.Labels _ -> oneHot(batch);
            case Target.Shares(float[][] shares) -> Nd4j.createFromArray(shares);
            case Target.Values(float[] values) -> Nd4j.createFromArray(values);
        };
    }

    private INDArray oneHot(Batch batch) {
        float[][] rows = new float[batch.size()][classes(batch)];
        int[] labels = batch.labelOfEach();
        for (int i = 0; i < rows.length; i++) {
            if (labels[i] == Target.NONE) { // DL4J's losses would learn from it all the same
                throw new IllegalArgumentException("example " + i + " of the batch has no label; leave it out");
            }
            rows[i][labels[i]] = 1;
        }
        return Nd4j.createFromArray(rows);
    }

    /** How many classes there are, by asking the network for its opinion of one example. */
    private int classes(Batch batch) {
        if (classes == 0) {
            tell(new Context(
                    null, null, compute, null)); // else layers prepare products for other numbers than the network's
            INDArray one = input(batch).get(NDArrayIndex.interval(0, 1));
            classes = Math.toIntExact(graph.output(false, one)[0].size(1));
        }
        return classes;
    }

    private static List<Parameter> views(ComputationGraph graph) {
        List<Parameter> found = new ArrayList<>();
        for (Layer layer : graph.getLayers()) {
            String name = layer.conf().getLayer().getLayerName();
            if (layer.conf().getLayer() instanceof FrozenLayer) {
                throw new IllegalArgumentException(
                        "layer " + name + " is frozen; unfreeze it, or leave it out of the graph");
            }
            long at = layer.params() == null ? 0 : NativeArrays.address(layer.params());
            INDArray gradient = layer.getGradientsViewArray();
            for (Map.Entry<String, INDArray> entry : layer.paramTable().entrySet()) {
                INDArray values = entry.getValue();
                if (values.dataType() != DataType.FLOAT) {
                    throw new IllegalArgumentException("parameter " + name + "." + entry.getKey() + " is "
                            + values.dataType() + "; Dither trains 32-bit floats");
                }
                long length = values.length();
                long offset = NativeArrays.address(values) - at;
                found.add(new Parameter(
                        name + "." + entry.getKey(),
                        shape(values),
                        statistic(layer, entry.getKey()) ? Parameter.Role.STATISTIC : Parameter.Role.TRAINED,
                        Memory.at(NativeArrays.address(values), length, graph),
                        Memory.at(NativeArrays.address(gradient) + offset, length, graph)));
            }
        }
        return found;
    }

    private static boolean statistic(Layer layer, String key) {
        return switch (layer.conf().getLayer()) {
            case ChannelsLastLayer ours -> ours.isStatistic(key);
            case BatchNormalization _ ->
                !key.equals(BatchNormalizationParamInitializer.GAMMA)
                        && !key.equals(BatchNormalizationParamInitializer.BETA);
            default -> false;
        };
    }

    /** Sizes in memory order: DL4J's dense weights are [in, out] in Fortran order, which is [out, in] in C order. */
    private static List<Long> shape(INDArray values) {
        List<Long> sizes = new ArrayList<>(LongStream.of(values.shape()).boxed().toList());
        boolean fortran = values.rank() > 1 && values.ordering() == 'f';
        return fortran ? sizes.reversed() : sizes;
    }
}
