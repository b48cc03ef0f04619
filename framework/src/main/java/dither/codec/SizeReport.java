package dither.codec;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Sizes of one stored model, per layer and in total.
 *
 * @param layers one per tensor, in the model's order
 * @param fileBytes length of the {@code .dither} file, the only size that is really on disk; 0 where none was written
 */
public record SizeReport(List<Layer> layers, long fileBytes) {
    public SizeReport {
        layers = List.copyOf(layers);
    }

    /**
     * Sizes of one tensor.
     *
     * @param name layer and parameter
     * @param shape sizes, slowest first
     * @param weights how many numbers
     * @param meanBits mean width of the levels, overhead left out; 32 for floats
     * @param bitHistogram number of weights stored with 0, 1, ..., 32 bits; none where bits are shared by blocks
     * @param counted false for running statistics, which the columns of papers leave out as the papers do
     * @param bytes by the label of a {@link Size}; bytes in the file are those of sections and of the tensor's share of the index
     */
    public record Layer(
            String name,
            List<Long> shape,
            int weights,
            double meanBits,
            List<Long> bitHistogram,
            boolean counted,
            @JsonAnyGetter @JsonAnySetter Map<String, Double> bytes) {
        public Layer {
            bytes = Collections.unmodifiableMap(new LinkedHashMap<>(bytes));
        }

        /** Whether its numbers are stored as levels or centroids, rather than as floats of any length. */
        public boolean quantised() {
            return counted && meanBits < 16;
        }

        /** How many weights have each width in bits that occurs. */
        public SortedMap<Integer, Long> weightsByWidth() {
            SortedMap<Integer, Long> weights = new TreeMap<>();
            for (int width = 0; width < bitHistogram.size(); width++) {
                if (bitHistogram.get(width) > 0) {
                    weights.put(width, bitHistogram.get(width));
                }
            }
            return weights;
        }

        /** One of its sizes; NaN if that was not measured. */
        public double bytes(Size size) {
            return bytes.getOrDefault(size.label(), Double.NaN);
        }
    }

    /** Measures a model and its encoded file in every way. */
    public static SizeReport of(QuantizedModel model, DitherFile.Encoded encoded) {
        List<Layer> layers = new ArrayList<>();
        for (int t = 0; t < model.tensors().size(); t++) {
            layers.add(layer(
                    model.tensors().get(t),
                    EnumSet.allOf(Size.class),
                    encoded.perTensor().get(t)));
        }
        return new SizeReport(layers, encoded.bytes().length);
    }

    /**
     * Measures a file tensor by tensor.
     *
     * @param done told the name of each tensor that has been measured
     * @throws FormatException if it is damaged
     */
    public static SizeReport of(DitherReader reader, Consumer<String> done) throws FormatException {
        List<Layer> layers = new ArrayList<>();
        List<Long> perTensor = reader.perTensor();
        for (String name : reader.shapes().keySet()) {
            layers.add(layer(reader.tensor(name), EnumSet.allOf(Size.class), perTensor.get(layers.size())));
            done.accept(name);
        }
        return new SizeReport(layers, reader.length());
    }

    /** What follows from counting, without a file. */
    public static SizeReport counted(QuantizedModel model) {
        return new SizeReport(
                model.tensors().stream()
                        .map(tensor -> layer(tensor, Size.COUNTED, 0))
                        .toList(),
                0);
    }

    private static Layer layer(QuantizedTensor tensor, Set<Size> sizes, long file) {
        byte[] widths = tensor.widths();
        long[] histogram = new long[33];
        for (byte width : widths) {
            histogram[width] += tensor.length() / widths.length;
        }
        Map<String, Double> bytes = new LinkedHashMap<>();
        for (Size size : sizes) {
            bytes.put(size.label(), size == Size.FILE ? file : LayerSizes.of(tensor, size));
        }
        return new Layer(
                tensor.name(),
                tensor.shape(),
                tensor.length(),
                tensor.meanBits(),
                Arrays.stream(histogram).boxed().toList(),
                tensor.isCounted(),
                bytes);
    }

    /** The sizes that were measured, in the order of reports. */
    public List<Size> sizes() {
        return layers.isEmpty()
                ? List.of()
                : Arrays.stream(Size.values())
                        .filter(size -> layers.getFirst().bytes().containsKey(size.label()))
                        .toList();
    }

    /** One size over all layers; a file also has a prefix and an index. */
    public double total(Size size) {
        return size == Size.FILE
                ? fileBytes
                : layers.stream().mapToDouble(layer -> layer.bytes(size)).sum();
    }

    /** Mean width over all counted weights, floats with 32 bits. */
    public double meanBits() {
        double bits = 0;
        long weights = 0;
        for (Layer layer : layers) {
            if (layer.counted()) {
                bits += layer.meanBits() * layer.weights();
                weights += layer.weights();
            }
        }
        return bits / weights;
    }
}
