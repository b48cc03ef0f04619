package dither.nn;

import dither.kernel.network.Activate;
import dither.nn.layer.ChannelsLastLayer;
import dither.nn.layer.Combination;
import dither.nn.layer.InputHook;
import dither.nn.layer.Operator;
import dither.nn.layer.Target;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** What is found in a graph of our layers: residual blocks and layers with weights. */
final class GraphParts {
    private GraphParts() {}

    /** The layers of a block are named after the vertex that ends it. */
    static List<Block> blocks(ComputationGraph graph, List<Parameter> parameters) {
        ComputationGraphConfiguration configuration = graph.getConfiguration();
        List<Block> blocks = new ArrayList<>();
        for (int index : graph.topologicalSortOrder()) {
            String name = graph.getVertices()[index].getVertexName();
            GraphVertex vertex = configuration.getVertices().get(name);
            if (vertex instanceof Combination ours && ours.endsBlock()) {
                String prefix = name + "_";
                List<Parameter> own = parameters.stream()
                        .filter(p -> p.name().startsWith(prefix))
                        .toList();
                String shortcut = configuration.getVertexInputs().get(name).get(1);
                blocks.add(new Block(name, own, !shortcut.startsWith(prefix)));
            }
        }
        return blocks;
    }

    /** What each part computes, in the order of the graph; blocks that are skipped only hand on what they are given. */
    static List<Step> steps(ComputationGraph graph, Set<String> skipped) {
        ComputationGraphConfiguration configuration = graph.getConfiguration();
        List<Step> steps = new ArrayList<>();
        for (int index : graph.topologicalSortOrder()) {
            String name = graph.getVertices()[index].getVertexName();
            GraphVertex vertex = configuration.getVertices().get(name);
            if (vertex != null) {
                List<String> inputs = configuration.getVertexInputs().get(name);
                Operator operator = operator(vertex)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "layer " + name + " (" + kind(vertex) + ") has no counterpart in other programs yet"));
                if (skipped.contains(name)) {
                    inputs = inputs.subList(1, 2);
                    operator = operator instanceof Operator.Add(boolean relu) && relu
                            ? new Operator.Activation(Activate.RELU)
                            : new Operator.Same();
                }
                steps.add(new Step(name, operator, inputs));
            }
        }
        return needed(steps);
    }

    /** Those that the last one reads, directly or not: nobody reads the layers of a skipped block, and a pruned model lacks them. */
    private static List<Step> needed(List<Step> steps) {
        Set<String> read = new HashSet<>(Set.of(steps.getLast().name()));
        List<Step> needed = new ArrayList<>();
        for (Step step : steps.reversed()) {
            if (read.contains(step.name())) {
                needed.add(step);
                read.addAll(step.inputs());
            }
        }
        return needed.reversed();
    }

    private static Optional<Operator> operator(GraphVertex vertex) {
        return switch (vertex) {
            case Combination ours -> ours.operator();
            case LayerVertex layer ->
                switch (layer.getLayerConf().getLayer()) {
                    case ChannelsLastLayer ours -> ours.operator();
                    case LossLayer loss
                    when loss.getActivationFn() instanceof ActivationSoftmax -> Optional.of(new Operator.Softmax());
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }

    private static String kind(GraphVertex vertex) {
        Object of = vertex instanceof LayerVertex layer ? layer.getLayerConf().getLayer() : vertex;
        return of.getClass().getSimpleName();
    }

    static List<WeightedLayer> weightedLayers(GraphNetwork network, ComputationGraph graph) {
        List<WeightedLayer> found = new ArrayList<>();
        for (Layer layer : graph.getLayers()) {
            if (layer.conf().getLayer() instanceof ChannelsLastLayer ours && ours.isWeighted()) {
                found.add(new Weighted(network, layer, ours));
            }
        }
        return found;
    }

    /** A layer of ours. */
    private record Weighted(GraphNetwork network, Layer layer, ChannelsLastLayer configuration)
            implements WeightedLayer {
        @Override
        public String name() {
            return configuration.getLayerName();
        }

        @Override
        public int channels() {
            return configuration.inputChannels();
        }

        @Override
        public boolean sharesInputs() {
            return configuration.sharesInputs();
        }

        @Override
        public void hook(InputHook hook) {
            ChannelsLastLayer.hook(layer, hook);
        }

        @Override
        public float[][] sample(Batch batch, int blockSize, int count, RandomStream stream) {
            float[][] rows = new float[count][blockSize];
            InputHook before = ChannelsLastLayer.hook(layer, (x, shape, _, _) -> {
                sample(x, shape, rows, stream);
                return false;
            });
            try {
                switch (batch.target()) {
                    case Target.Labels _ -> network.losses(batch); // makes no probabilities of all words
                    case Target.Shares _, Target.Values _ -> network.predict(batch);
                }
            } finally {
                hook(before);
            }
            return rows;
        }

        private void sample(MemorySegment x, long[] shape, float[][] rows, RandomStream stream) {
            int places = Math.toIntExact(configuration.places(shape));
            for (int i = 0; i < rows.length; i++) {
                int blocks = configuration.weightsPerOutput() / rows[i].length;
                int place = stream.below(2L * i, places);
                int first = stream.below(2L * i + 1, blocks) * rows[i].length;
                for (int t = 0; t < rows[i].length; t++) {
                    rows[i][t] = configuration.meets(x, shape, place, first + t);
                }
            }
        }
    }
}
