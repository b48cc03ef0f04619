package dither.train;

import dither.nn.Block;
import dither.nn.Network;
import dither.nn.Parameter;
import dither.nn.Structure;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import dither.task.Task;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Between networks and stored models. */
public final class ModelWeights {
    private ModelWeights() {}

    /** A network's parameters as methods see them. */
    public static List<WeightTensor> of(Network network) {
        return of(network, Map.of(), Set.of(), Map.of());
    }

    /**
     * A network's parameters with all that methods may ask for.
     *
     * @param structure says which share weights and which are pruned in the end
     * @param task that inputs of layers are sampled from
     * @throws IllegalArgumentException if the network has no blocks for that structure
     */
    public static List<WeightTensor> of(Network network, Structure structure, Task task, RandomStream stream) {
        structure.check(network);
        return of(
                network,
                structure.ties(network),
                structure.pruned(network),
                LayerInputs.samplers(network, task, stream));
    }

    private static List<WeightTensor> of(
            Network network, Map<String, String> ties, Set<String> pruned, Map<String, WeightTensor.Inputs> samplers) {
        Set<Parameter> discarded = network.blocks().stream()
                .filter(block -> pruned.contains(block.name()))
                .flatMap(block -> block.parameters().stream())
                .collect(Collectors.toSet());
        return network.parameters().stream()
                .map(p -> new WeightTensor(
                        p.name(),
                        p.shape(),
                        p.role() == Parameter.Role.TRAINED,
                        p.values(),
                        p.gradient(),
                        ties.get(p.name()),
                        discarded.contains(p),
                        samplers.get(p.name())))
                .toList();
    }

    /**
     * Overwrites a network's weights and statistics with those of a stored model. Blocks of which the model holds nothing
     * were pruned, and are skipped from now on.
     *
     * @throws IllegalArgumentException if names or shapes differ
     */
    public static void load(Network network, QuantizedModel model) {
        List<QuantizedTensor> tensors =
                model.tensors().stream().filter(t -> !t.isInputGrid()).toList();
        Set<String> held = tensors.stream().map(QuantizedTensor::name).collect(Collectors.toSet());
        List<Block> pruned = network.blocks().stream()
                .filter(block -> block.parameters().stream().noneMatch(p -> held.contains(p.name())))
                .toList();
        List<Parameter> parameters = network.parameters().stream()
                .filter(p ->
                        pruned.stream().noneMatch(block -> block.parameters().contains(p)))
                .toList();
        if (parameters.size() != tensors.size()) {
            throw new IllegalArgumentException(
                    "the model has " + tensors.size() + " tensors, the network " + parameters.size());
        }
        network.skip(pruned.stream().map(Block::name).collect(Collectors.toSet()));
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            QuantizedTensor tensor = tensors.get(i);
            if (!parameter.name().equals(tensor.name()) || !parameter.shape().equals(tensor.shape())) {
                throw new IllegalArgumentException("tensor " + i + " of the model is " + tensor.name() + tensor.shape()
                        + ", of the network " + parameter.name() + parameter.shape());
            }
            float[] values = model.dequantize(tensor);
            MemorySegment.copy(values, 0, parameter.values(), ValueLayout.JAVA_FLOAT, 0, values.length);
        }
    }

    /** Loads a model until closed. */
    static Swap swap(Network network, QuantizedModel model) {
        List<MemorySegment> kept = new ArrayList<>();
        for (Parameter parameter : network.parameters()) {
            kept.add(parameter.copy());
        }
        load(network, model);
        return () -> {
            for (int i = 0; i < kept.size(); i++) {
                network.parameters().get(i).values().copyFrom(kept.get(i));
            }
        };
    }

    /** Puts the former weights back. */
    interface Swap extends AutoCloseable {
        @Override
        void close();
    }
}
