package dither.train;

import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.nn.Batch;
import dither.nn.Network;
import dither.nn.WeightedLayer;
import dither.nn.layer.InputHook;
import dither.nn.layer.Target;
import dither.quant.activation.ActivationQuantizer;
import dither.quant.activation.Activations;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import dither.quant.tensor.OwnParameter;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import dither.task.Task;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Activation quantisation at work on one network: a quantiser at the input of each layer with weights, until closed. */
public final class LayerInputs implements AutoCloseable {
    private static final int BATCH = 128;

    /** Most targets of a batch that ranges are found on, or whose inputs are sampled: 128 long texts would not fit into memory. */
    private static final int TARGETS = 16_384;

    private final Network network;
    private final Activations settings;
    private final Map<String, ActivationQuantizer> quantizers = new LinkedHashMap<>();
    private boolean paused;

    /** Layers of blocks that are skipped: they run all the same, on inputs that nobody may learn from. */
    private Set<String> idle = Set.of();

    /**
     * Hooks quantisers into {@code network}.
     *
     * @throws IllegalArgumentException if none of its layers can be watched
     */
    public LayerInputs(Network network, Activations settings) {
        this.network = network;
        this.settings = settings;
        List<WeightedLayer> layers = network.weightedLayers();
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("this network has no layers whose inputs can be rounded; build it of"
                    + " Dither's layers, or leave activations alone");
        }
        for (WeightedLayer layer : layers) {
            boolean edge = layer == layers.getFirst() || layer == layers.getLast();
            ActivationQuantizer quantizer = ActivationQuantizer.of(settings, layer.name(), layer.channels(), edge);
            quantizers.put(layer.name(), quantizer);
            layer.hook(hook(layer.name(), quantizer));
        }
    }

    private InputHook hook(String layer, ActivationQuantizer quantizer) {
        return new InputHook() {
            @Override
            public boolean forward(MemorySegment x, long[] shape, MemorySegment out, boolean training) {
                return !paused && !idle.contains(layer) && quantizer.forward(x, out, training);
            }

            @Override
            public void backward(MemorySegment x, long[] shape, MemorySegment gradient) {
                quantizer.backward(x, gradient);
            }
        };
    }

    /** Finds the ranges that evaluation needs, with the network's weights as they are, on training examples. */
    public void calibrate(Task task) {
        if (settings.calibrationBatches() == 0) {
            return;
        }
        quantizers.values().forEach(quantizer -> quantizer.calibrate(true));
        int size = most(task, BATCH);
        for (int i = 0; i < settings.calibrationBatches() && i * size < task.examples(); i++) {
            Batch batch = task.sample(i * size, Math.min(task.examples(), (i + 1) * size));
            switch (batch.target()) {
                case Target.Labels _ -> network.losses(batch); // makes no probabilities of all words
                case Target.Shares _, Target.Values _ -> network.predict(batch);
            }
        }
        quantizers.values().forEach(quantizer -> quantizer.calibrate(false));
    }

    /** How many examples of a task go into a batch, at most so many. */
    private static int most(Task task, int examples) {
        return Math.clamp(TARGETS / Math.max(1, task.sample(0, 1).target().count()), 1, examples);
    }

    /** Lets inputs pass as they are, or no longer. */
    void pause(boolean on) {
        paused = on;
    }

    /** Does work in whose passes inputs are rounded as in training, but ranges learn nothing. */
    public void keepingRanges(Runnable work) {
        List<MemorySegment> ranges = state();
        List<float[]> kept = ranges.stream().map(Memory::toArray).toList();
        try {
            work.run();
        } finally {
            for (int i = 0; i < kept.size(); i++) {
                ranges.get(i).copyFrom(Memory.of(kept.get(i)));
            }
        }
    }

    /** From now on the inputs of these blocks, and of no others, pass as they are and teach nothing. */
    void skip(Set<String> blocks) {
        idle = quantizers.keySet().stream()
                .filter(layer -> blocks.stream().anyMatch(block -> layer.startsWith(block + "_")))
                .collect(Collectors.toSet());
    }

    /**
     * Makes gradients those of the mean loss: what passes back through layers is the gradient of the sum.
     *
     * @param targets of the batch
     */
    void scaleGradients(int targets) {
        quantizers.forEach((layer, quantizer) -> {
            float factor = idle.contains(layer) ? 0 : 1f / targets;
            quantizer.own().forEach(parameter -> Elementwise.scale(parameter.gradient(), factor));
        });
    }

    List<OwnParameter> own() {
        return quantizers.values().stream().flatMap(q -> q.own().stream()).toList();
    }

    List<MemorySegment> state() {
        return quantizers.values().stream().flatMap(q -> q.state().stream()).toList();
    }

    void afterUpdate() {
        quantizers.values().forEach(ActivationQuantizer::afterUpdate);
    }

    /** The grids as tensors that papers do not count, after the weights in a model. */
    public QuantizedModel addTo(QuantizedModel model) {
        List<QuantizedTensor> tensors = new ArrayList<>(model.tensors());
        quantizers.forEach((layer, quantizer) -> {
            float[] values = quantizer.stored();
            tensors.add(new QuantizedTensor.Raw(
                    layer + QuantizedTensor.INPUT_GRID, List.of((long) values.length), values, false));
        });
        return new QuantizedModel(model.metadata(), tensors);
    }

    /** Takes the grids of a model. */
    public void load(QuantizedModel model) {
        for (QuantizedTensor tensor : model.tensors()) {
            if (tensor.isInputGrid()) {
                String layer = tensor.name().substring(0, tensor.name().length() - QuantizedTensor.INPUT_GRID.length());
                quantizers.get(layer).load(tensor.dequantize());
            }
        }
    }

    /** Layers see their inputs as they are again. */
    @Override
    public void close() {
        network.weightedLayers().forEach(layer -> layer.hook(null));
    }

    /** Samples of what meets the weights of each layer, for k-means that weighs its errors, by name of the weights. */
    static Map<String, WeightTensor.Inputs> samplers(Network network, Task task, RandomStream stream) {
        Map<String, WeightTensor.Inputs> samplers = new LinkedHashMap<>();
        for (WeightedLayer layer : network.weightedLayers().stream()
                .filter(WeightedLayer::sharesInputs)
                .toList()) {
            samplers.put(layer.name() + ".weight", (blockSize, count) -> {
                // Only classes of all places take memory: music has as many targets in its first example as fit.
                boolean text = task.sample(0, 1).target() instanceof Target.Labels;
                Batch batch = task.sample(0, Math.min(text ? most(task, 2 * BATCH) : 2 * BATCH, task.examples()));
                return layer.sample(batch, blockSize, count, stream.at(layer.name()));
            });
        }
        return samplers;
    }
}
