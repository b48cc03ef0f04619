package dither.interchange;

import static dither.interchange.OnnxGraph.attribute;

import dither.quant.stored.Centroids;
import dither.quant.stored.QuantizedTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Stored tensors as constants of an ONNX graph, in as few bits as ONNX has types for, and what makes floats of them.
 *
 * <p>Levels are dequantised by {@code DequantizeLinear}: with one scale, with one for each channel, or blocked with one for each
 * group. ONNX knows 2, 4, 8 and 16 bits; other widths take the next, which {@link #notes} says. Indices of a codebook become a
 * {@code Gather}.
 */
final class OnnxWeights {
    private final OnnxGraph graph;
    private final List<String> notes = new ArrayList<>();

    OnnxWeights(OnnxGraph graph) {
        this.graph = graph;
    }

    /** What takes more room than in a {@code .dither} file, and why. */
    List<String> notes() {
        return Collections.unmodifiableList(notes);
    }

    /** Adds a tensor; the output is named as it is. */
    void add(QuantizedTensor tensor) {
        String name = tensor.name();
        switch (tensor) {
            case QuantizedTensor.Raw t -> graph.floats(name, t.shape(), t.values());
            case QuantizedTensor.Half t ->
                graph.node(
                        "Cast",
                        name,
                        List.of(graph.constant(name + "/half", OnnxGraph.FLOAT16, t.shape(), bytes(t.values()))),
                        attribute("to", OnnxGraph.FLOAT));
            case QuantizedTensor.Tied t -> graph.node("Identity", name, List.of(t.owner()));
            case QuantizedTensor.Uniform t -> {
                float scale = 1f / ((1 << t.bits()) - 1) * (t.max() - t.min());
                String scaled = linear(t, name + "/scaled", t.levels(), false, scale);
                graph.node("Add", name, List.of(scaled, graph.floats(name + "/min", List.of(), t.min())));
            }
            case QuantizedTensor.Symmetric t -> {
                String scaled = t.offset() == 0 ? name : name + "/scaled";
                linear(t, scaled, t.levels(), true, t.step());
                if (t.offset() != 0) {
                    graph.node("Add", name, List.of(scaled, graph.floats(name + "/offset", List.of(), t.offset())));
                }
            }
            case QuantizedTensor.Affine t -> affine(t);
            case QuantizedTensor.Grouped t -> grouped(t);
            case QuantizedTensor.Product t -> product(t);
        }
    }

    /** Bits of the smallest ONNX type that holds levels of {@code bits}. */
    private int widened(String name, int bits) {
        int wide = bits <= 2 ? 2 : bits <= 4 ? 4 : bits <= 8 ? 8 : 16;
        if (wide != bits) {
            notes.add(name + ": levels of " + bits + " bits take " + wide + ", for ONNX has no narrower type");
        }
        return wide;
    }

    private static int type(int bits, boolean signed) {
        return switch (bits) {
            case 2 -> signed ? OnnxGraph.INT2 : OnnxGraph.UINT2;
            case 4 -> signed ? OnnxGraph.INT4 : OnnxGraph.UINT4;
            case 8 -> signed ? OnnxGraph.INT8 : OnnxGraph.UINT8;
            default -> signed ? OnnxGraph.INT16 : OnnxGraph.UINT16;
        };
    }

    /** Low bits first, as ONNX packs types below a byte. */
    private static byte[] packed(short[] levels, int bits) {
        byte[] bytes = new byte[(int) (((long) levels.length * bits + 7) / 8)];
        for (int i = 0; i < levels.length; i++) {
            if (bits == 16) {
                bytes[2 * i] = (byte) levels[i];
                bytes[2 * i + 1] = (byte) (levels[i] >> 8);
            } else {
                long at = (long) i * bits;
                bytes[(int) (at >> 3)] |= (byte) ((levels[i] & (1 << bits) - 1) << (at & 7));
            }
        }
        return bytes;
    }

    /** Levels times one scale. */
    private String linear(QuantizedTensor.OneWidth t, String output, short[] levels, boolean signed, float scale) {
        int bits = widened(t.name(), t.bits());
        String constant = graph.constant(t.name() + "/levels", type(bits, signed), t.shape(), packed(levels, bits));
        String factor = graph.floats(t.name() + "/scale", List.of(), scale);
        return graph.node("DequantizeLinear", output, List.of(constant, factor));
    }

    private void affine(QuantizedTensor.Affine t) {
        int bits = widened(t.name(), t.bits());
        int type = type(bits, false);
        int channels = t.scale().length;
        short[] zeros = new short[channels];
        for (int c = 0; c < channels; c++) {
            zeros[c] = (short) t.zeroPoint()[c];
        }
        List<Long> each = channels == 1 ? List.of() : List.of((long) channels);
        boolean perRow = channels == 1 || t.shape().getFirst() == channels;
        List<Long> shape = perRow ? t.shape() : List.of((long) channels, (long) t.length() / channels);
        String levels = graph.constant(t.name() + "/levels", type, shape, packed(t.levels(), bits));
        String scale = graph.floats(t.name() + "/scale", each, t.scale());
        String zero = graph.constant(t.name() + "/zeroPoint", type, each, packed(zeros, bits));
        String flat = perRow ? t.name() : t.name() + "/rows";
        graph.node("DequantizeLinear", flat, List.of(levels, scale, zero), attribute("axis", 0L));
        if (!perRow) {
            reshape(flat, t.name(), t.shape());
        }
    }

    private void reshape(String input, String output, List<Long> shape) {
        graph.node("Reshape", output, List.of(input, graph.longs(output + "/shape", shape)));
    }

    /** One scale for each group: blocks of a matrix of one row, since groups may go beyond the rows of a tensor. */
    private void grouped(QuantizedTensor.Grouped t) {
        int largest = 0;
        for (byte width : t.widths()) {
            largest = Math.max(largest, width);
        }
        int bits = largest <= 2 ? 2 : largest <= 4 ? 4 : largest <= 8 ? 8 : 16;
        notes.add(t.name() + ": groups of up to " + largest + " bits all take " + bits
                + ", for ONNX has one type for a tensor");
        float range = t.max() - t.min();
        float[] scales = new float[t.widths().length];
        for (int g = 0; g < scales.length; g++) {
            scales[g] = 1f / ((1 << t.widths()[g]) - 1) * range;
        }
        String levels = graph.constant(
                t.name() + "/levels", type(bits, false), List.of(1L, (long) t.length()), packed(t.levels(), bits));
        String scale = graph.floats(t.name() + "/scale", List.of(1L, (long) scales.length), scales);
        String scaled = graph.node(
                "DequantizeLinear",
                t.name() + "/scaled",
                List.of(levels, scale),
                attribute("axis", 1L),
                attribute("block_size", (long) t.groupSize()));
        String moved = graph.node(
                "Add", t.name() + "/row", List.of(scaled, graph.floats(t.name() + "/min", List.of(), t.min())));
        reshape(moved, t.name(), t.shape());
    }

    private void product(QuantizedTensor.Product t) {
        String name = t.name();
        List<Long> codebook = List.of((long) t.size(), (long) t.blockSize());
        String centroids = switch (t.centroids()) {
            case Centroids.Half(short[] values) ->
                graph.node(
                        "Cast",
                        name + "/centroids",
                        List.of(graph.constant(name + "/halves", OnnxGraph.FLOAT16, codebook, bytes(values))),
                        attribute("to", OnnxGraph.FLOAT));
            case Centroids.Int8(short[] codes, float scale, int zeroPoint) ->
                graph.node(
                        "DequantizeLinear",
                        name + "/centroids",
                        List.of(
                                graph.constant(name + "/codes", OnnxGraph.UINT8, codebook, packed(codes, 8)),
                                graph.floats(name + "/scale", List.of(), scale),
                                graph.constant(
                                        name + "/zeroPoint", OnnxGraph.UINT8, List.of(), new byte[] {(byte) zeroPoint
                                        })));
        };
        int bits = t.indexBits() <= 8 ? 8 : 16;
        if (bits != t.indexBits()) {
            notes.add(name + ": indices of " + t.indexBits() + " bits take " + bits);
        }
        String index = graph.constant(
                name + "/packed", type(bits, false), List.of((long) t.index().length), packed(t.index(), bits));
        graph.node("Cast", name + "/index", List.of(index), attribute("to", OnnxGraph.INT32));
        graph.node("Gather", name + "/blocks", List.of(centroids, name + "/index"));
        reshape(name + "/blocks", name, t.shape());
    }

    private static byte[] bytes(short[] values) {
        ByteBuffer data = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asShortBuffer().put(values);
        return data.array();
    }
}
