package dither.codec;

import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import dither.quant.stored.SizeFormula;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Every size of one stored model, per layer and in total.
 *
 * @param layers one per tensor, in the model's order
 * @param fileBytes length of the {@code .dither} file, the only size that is really on disk
 */
public record SizeReport(List<Layer> layers, long fileBytes) {
    public SizeReport {
        layers = List.copyOf(layers);
    }

    /**
     * Sizes of one tensor, in bytes.
     *
     * @param name layer and parameter
     * @param shape sizes, slowest first
     * @param weights how many numbers
     * @param meanBits mean width of the levels, overhead left out; 32 for floats
     * @param bitHistogram number of weights stored with 0, 1, ..., 32 bits; none where bits are shared by blocks
     * @param counted false for running statistics, which the fp32 and DiffQ columns leave out as the papers do
     * @param fp32 as 32-bit floats
     * @param diffq by the formula of the DiffQ paper
     * @param entropy0 order-0 entropy of the levels: a bound, tables excluded
     * @param huffman canonical Huffman, table included
     * @param zlib deflate of the unpacked levels, as DiffQ counts it
     * @param file bytes in the file, the index entry included
     */
    public record Layer(
            String name,
            List<Long> shape,
            int weights,
            double meanBits,
            List<Long> bitHistogram,
            boolean counted,
            double fp32,
            double diffq,
            double entropy0,
            double huffman,
            double zlib,
            double file) {}

    /** A column of sizes. */
    public record Column(String name, ToDoubleFunction<Layer> bytes) {}

    /** All columns of sizes, in the order of reports. */
    public static List<Column> columns() {
        return List.of(
                new Column("fp32", Layer::fp32),
                new Column("diffq", Layer::diffq),
                new Column("entropy0", Layer::entropy0),
                new Column("huffman", Layer::huffman),
                new Column("zlib", Layer::zlib),
                new Column("file", Layer::file));
    }

    /** Measures a model and its encoded file. */
    public static SizeReport of(QuantizedModel model, DitherFile.Encoded encoded) {
        List<Layer> layers = new ArrayList<>();
        for (int t = 0; t < model.tensors().size(); t++) {
            layers.add(layer(model.tensors().get(t), encoded.perTensor().get(t)));
        }
        return new SizeReport(layers, encoded.bytes().length);
    }

    private static Layer layer(QuantizedTensor tensor, long file) {
        boolean counted = tensor.isCounted();
        byte[] widths = tensor.widths();
        long[] histogram = new long[33];
        for (byte width : widths) {
            histogram[width] += tensor.length() / widths.length;
        }
        return new Layer(
                tensor.name(),
                tensor.shape(),
                tensor.length(),
                tensor.meanBits(),
                Arrays.stream(histogram).boxed().toList(),
                counted,
                counted ? 4.0 * tensor.length() : 0,
                SizeFormula.bits(tensor) / 8,
                Entropy.order0(tensor),
                Entropy.huffman(tensor),
                Entropy.zlib(tensor),
                file);
    }

    /** Sum of a column over all layers; the file column also has the file's own prefix. */
    public double total(Column column) {
        if (column.name().equals("file")) {
            return fileBytes;
        }
        return layers.stream().mapToDouble(column.bytes()).sum();
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
