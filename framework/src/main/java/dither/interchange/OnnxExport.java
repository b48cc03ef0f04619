package dither.interchange;

import static dither.interchange.OnnxGraph.attribute;

import dither.nn.GraphNetwork;
import dither.nn.Step;
import dither.nn.layer.Operator;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network with quantised weights as an ONNX model that other programs run.
 *
 * <p>Images stay channels-last as they are here; only convolutions, which ONNX wants channels-first, are put between transpositions
 * that runtimes remove.
 */
public final class OnnxExport {
    private final OnnxGraph graph = new OnnxGraph();
    private final Map<String, String> outputs = new HashMap<>();

    private OnnxExport() {}

    /**
     * A model that was exported.
     *
     * @param bytes of the {@code .onnx} file
     * @param notes what takes more room than in a {@code .dither} file, and why; what is left out
     */
    public record Exported(byte[] bytes, List<String> notes) {}

    /**
     * Exports a model.
     *
     * @param network of the model's architecture, blocks that the model lacks skipped
     * @param model its weights
     * @param inputShape of one example, without the number of examples
     * @param classes size of the answer
     * @throws IllegalArgumentException if a layer has no counterpart in ONNX
     */
    public static Exported of(GraphNetwork network, QuantizedModel model, List<Long> inputShape, int classes) {
        OnnxExport export = new OnnxExport();
        List<Step> steps = network.steps();
        OnnxWeights weights = new OnnxWeights(export.graph);
        for (QuantizedTensor tensor : model.tensors()) {
            if (steps.stream().anyMatch(step -> tensor.name().startsWith(step.name() + ".")) && !tensor.isInputGrid()) {
                weights.add(tensor);
            }
        }
        export.graph.input(network.inputName(), inputShape);
        export.outputs.put(network.inputName(), network.inputName());
        for (Step step : steps) {
            export.outputs.put(step.name(), export.add(step));
        }
        String answer = export.graph.node(
                "Identity", "answer", List.of(export.outputs.get(steps.getLast().name())));
        export.graph.output(answer, List.of((long) classes));
        List<String> notes = new ArrayList<>(weights.notes());
        if (model.tensors().stream().anyMatch(QuantizedTensor::isInputGrid)) {
            notes.add(
                    "inputs of layers, which the run rounded, stay in float: answers differ from those that were scored");
        }
        return new Exported(export.graph.toByteArray(model.metadata().getOrDefault("model", "model")), notes);
    }

    private String add(Step step) {
        String name = step.name();
        List<String> in = step.inputs().stream().map(outputs::get).toList();
        String x = in.getFirst();
        return switch (step.operator()) {
            case Operator.Convolution c -> convolution(name, x, c);
            case Operator.BatchNormalization(double epsilon, boolean relu) -> {
                String deviation = node("Sqrt", node("Add", name + ".var", scalar(name, (float) epsilon)));
                String factor = node("Div", name + ".weight", deviation);
                String centred = node("Sub", x, name + ".mean");
                String y = node("Add", node("Mul", centred, factor), name + ".bias");
                yield relu ? node("Relu", y) : y;
            }
            case Operator.LayerNormalization(double epsilon) ->
                graph.node(
                        "LayerNormalization",
                        graph.name(name),
                        List.of(x, name + ".weight", name + ".bias"),
                        attribute("axis", -1L),
                        attribute("epsilon", (float) epsilon));
            case Operator.Dense(boolean bias) -> {
                String weight = graph.node("Transpose", graph.name(name), List.of(name + ".weight"));
                String y = node("MatMul", x, weight);
                yield bias ? node("Add", y, name + ".bias") : y;
            }
            case Operator.Activation(var function) ->
                switch (function) {
                    case RELU -> node("Relu", x);
                    case SIGMOID -> node("Sigmoid", x);
                    case SWISH -> node("Mul", x, node("Sigmoid", x));
                    case GELU -> node("Gelu", x);
                    case TANH -> node("Tanh", x);
                };
            case Operator.GlobalAverage _ ->
                graph.node(
                        "ReduceMean",
                        graph.name(name),
                        List.of(x, graph.longs(graph.name(name), List.of(1L, 2L))),
                        attribute("keepdims", 0L));
            case Operator.MaxPool(int window, int stride, int padding) ->
                transpose(
                        graph.node(
                                "MaxPool",
                                graph.name(name),
                                List.of(transpose(x, 0L, 3L, 1L, 2L)),
                                attribute("kernel_shape", List.of((long) window, (long) window)),
                                attribute("strides", List.of((long) stride, (long) stride)),
                                attribute("pads", Collections.nCopies(4, (long) padding))),
                        0L,
                        2L,
                        3L,
                        1L);
            case Operator.Subsample(int channels) -> subsample(name, x, channels);
            case Operator.ClassToken(int channels) -> classToken(name, x, channels);
            case Operator.LearnedPositions _ -> node("Add", x, name + ".position");
            case Operator.First _ ->
                graph.node(
                        "Gather",
                        graph.name(name),
                        List.of(x, graph.constant(graph.name(name), OnnxGraph.INT64, List.of(), new byte[8])),
                        attribute("axis", 1L));
            case Operator.Attention(int heads) -> attention(name, in, heads);
            case Operator.Add(boolean relu) -> {
                String sum = node("Add", x, in.get(1));
                yield relu ? node("Relu", sum) : sum;
            }
            case Operator.Gate _ ->
                node(
                        "Mul",
                        x,
                        graph.node(
                                "Unsqueeze",
                                graph.name(name),
                                List.of(in.get(1), graph.longs(graph.name(name), List.of(1L, 2L)))));
            case Operator.Softmax _ -> graph.node("Softmax", graph.name(name), List.of(x), attribute("axis", -1L));
            case Operator.Same _ -> x;
        };
    }

    private String node(String type, String... inputs) {
        return graph.node(type, graph.name(type), List.of(inputs));
    }

    private String scalar(String name, float value) {
        return graph.floats(graph.name(name), List.of(), value);
    }

    private String transpose(String x, Long... order) {
        return graph.node("Transpose", graph.name("Transpose"), List.of(x), attribute("perm", List.of(order)));
    }

    private String reshape(String x, Long... shape) {
        return node("Reshape", x, graph.longs(graph.name("shape"), List.of(shape)));
    }

    private String convolution(String name, String x, Operator.Convolution c) {
        List<String> inputs = new ArrayList<>(List.of(transpose(x, 0L, 3L, 1L, 2L), name + ".weight"));
        if (c.bias()) {
            inputs.add(name + ".bias");
        }
        long pad = c.padding();
        String y = graph.node(
                "Conv",
                graph.name(name),
                inputs,
                attribute("kernel_shape", List.of((long) c.kernel(), (long) c.kernel())),
                attribute("strides", List.of((long) c.stride(), (long) c.stride())),
                attribute("pads", List.of(pad, pad, pad, pad)),
                attribute("group", (long) c.groups()));
        return transpose(y, 0L, 2L, 3L, 1L);
    }

    /** Every other pixel, and zeros for the channels that are missing. */
    private String subsample(String name, String x, int channels) {
        String some = node(
                "Slice",
                x,
                graph.longs(graph.name(name), List.of(0L, 0L)),
                graph.longs(graph.name(name), List.of((long) Integer.MAX_VALUE, (long) Integer.MAX_VALUE)),
                graph.longs(graph.name(name), List.of(1L, 2L)),
                graph.longs(graph.name(name), List.of(2L, 2L)));
        String missing = node(
                "Sub",
                graph.longs(graph.name(name), List.of((long) channels)),
                graph.node("Shape", graph.name(name), List.of(some), attribute("start", 3L)));
        String before = node("Div", missing, graph.longs(graph.name(name), List.of(2L)));
        String none = graph.longs(graph.name(name), List.of(0L, 0L, 0L));
        String pads =
                graph.node("Concat", graph.name(name), List.of(none, before, none, before), attribute("axis", 0L));
        return node("Pad", some, pads);
    }

    private String classToken(String name, String x, long channels) {
        String pixels = reshape(x, 0L, -1L, channels);
        String first = graph.node(
                "Slice",
                graph.name(name),
                List.of(
                        pixels,
                        graph.longs(graph.name(name), List.of(0L)),
                        graph.longs(graph.name(name), List.of(1L)),
                        graph.longs(graph.name(name), List.of(1L))));
        String token = node("Expand", name + ".token", graph.node("Shape", graph.name(name), List.of(first)));
        return graph.node("Concat", graph.name(name), List.of(token, pixels), attribute("axis", 1L));
    }

    private String attention(String name, List<String> in, long heads) {
        List<String> parts = in;
        if (in.size() == 1) {
            parts = List.of(graph.name(name), graph.name(name), graph.name(name));
            graph.node("Split", parts, in, attribute("axis", -1L), attribute("num_outputs", 3L));
        }
        String queries = transpose(reshape(parts.get(0), 0L, 0L, heads, -1L), 0L, 2L, 1L, 3L);
        String keys = transpose(reshape(parts.get(1), 0L, 0L, heads, -1L), 0L, 2L, 3L, 1L);
        String values = transpose(reshape(parts.get(2), 0L, 0L, heads, -1L), 0L, 2L, 1L, 3L);
        String depth = graph.node(
                "Cast",
                graph.name(name),
                List.of(node(
                        "Gather",
                        graph.node("Shape", graph.name(name), List.of(queries)),
                        graph.longs(graph.name(name), List.of(3L)))),
                attribute("to", OnnxGraph.FLOAT));
        String scores = node("Div", node("MatMul", queries, keys), node("Sqrt", depth));
        String weights = graph.node("Softmax", graph.name(name), List.of(scores), attribute("axis", -1L));
        return reshape(transpose(node("MatMul", weights, values), 0L, 2L, 1L, 3L), 0L, 0L, -1L);
    }
}
