package dither.train;

import dither.kernel.Memory;
import dither.nn.Batch;
import dither.nn.Network;
import dither.nn.WeightedLayer;
import dither.nn.layer.InputHook;
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

/** Activation quantisation at work on one network: a quantiser at the input of each layer with weights, until closed. */
public final class LayerInputs implements AutoCloseable {
    private static final int BATCH = 128;
    private static final String SUFFIX = ".input_grid";

    private final Network network;
    private final Activations settings;
    private final Map<String, ActivationQuantizer> quantizers = new LinkedHashMap<>();
    private boolean paused;

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
            layer.hook(hook(quantizer));
        }
    }

    private InputHook hook(ActivationQuantizer quantizer) {
        return new InputHook() {
            @Override
            public boolean forward(MemorySegment x, long[] shape, MemorySegment out, boolean training) {
                return !paused && quantizer.forward(x, out, training);
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
        for (int i = 0; i < settings.calibrationBatches() && i * BATCH < task.examples(); i++) {
            network.predict(task.sample(i * BATCH, Math.min(task.examples(), (i + 1) * BATCH)));
        }
        quantizers.values().forEach(quantizer -> quantizer.calibrate(false));
    }

    /** Lets inputs pass as they are, or no longer. */
    void pause(boolean on) {
        paused = on;
    }

    /** Does work in whose passes inputs are rounded as in training, but ranges learn nothing. */
    public void keepingRanges(Runnable work) {
        List<MemorySegment> ranges = state();
        List<float[]> kept = ranges.stream().map(Memory::toArray).toList();
        work.run();
        for (int i = 0; i < kept.size(); i++) {
            ranges.get(i).copyFrom(Memory.of(kept.get(i)));
        }
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
            tensors.add(new QuantizedTensor.Raw(layer + SUFFIX, List.of((long) values.length), values, false));
        });
        return new QuantizedModel(model.metadata(), tensors);
    }

    /** Takes the grids of a model. */
    public void load(QuantizedModel model) {
        for (QuantizedTensor tensor : model.tensors()) {
            if (isGrid(tensor)) {
                String layer = tensor.name().substring(0, tensor.name().length() - SUFFIX.length());
                quantizers.get(layer).load(tensor.dequantize());
            }
        }
    }

    /** Whether a tensor is the grid of a layer's input rather than a parameter. */
    static boolean isGrid(QuantizedTensor tensor) {
        return tensor.name().endsWith(SUFFIX);
    }

    /** Layers see their inputs as they are again. */
    @Override
    public void close() {
        network.weightedLayers().forEach(layer -> layer.hook(null));
    }

    /** Samples of what meets the weights of each layer, for k-means that weighs its errors, by name of the weights. */
    static Map<String, WeightTensor.Inputs> samplers(Network network, Task task, RandomStream stream) {
        Map<String, WeightTensor.Inputs> samplers = new LinkedHashMap<>();
        for (WeightedLayer layer : network.weightedLayers()) {
            samplers.put(layer.name() + ".weight", (blockSize, count) -> {
                Batch batch = task.sample(0, Math.min(2 * BATCH, task.examples()));
                return layer.sample(batch, blockSize, count, stream.at(layer.name()));
            });
        }
        return samplers;
    }
}
