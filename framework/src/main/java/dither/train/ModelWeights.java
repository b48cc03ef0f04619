package dither.train;

import dither.kernel.Memory;
import dither.nn.Network;
import dither.nn.Parameter;
import dither.quant.WeightTensor;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Between networks and stored models. */
public final class ModelWeights {
    private ModelWeights() {}

    /** A network's parameters as methods see them. */
    public static List<WeightTensor> of(Network network) {
        return network.parameters().stream()
                .map(p -> new WeightTensor(
                        p.name(), p.shape(), p.role() == Parameter.Role.TRAINED, p.values(), p.gradient()))
                .toList();
    }

    /**
     * Overwrites a network's weights and statistics with those of a stored model.
     *
     * @throws IllegalArgumentException if names or shapes differ
     */
    public static void load(Network network, QuantizedModel model) {
        List<Parameter> parameters = network.parameters();
        if (parameters.size() != model.tensors().size()) {
            throw new IllegalArgumentException(
                    "the model has " + model.tensors().size() + " tensors, the network " + parameters.size());
        }
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            QuantizedTensor tensor = model.tensors().get(i);
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
            MemorySegment copy = Memory.allocate(parameter.length());
            copy.copyFrom(parameter.values());
            kept.add(copy);
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
