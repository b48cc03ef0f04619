package dither.quant.pq;

import dither.kernel.Checks;
import dither.quant.tensor.Glob;
import java.util.List;

/**
 * How many consecutive weights one index stands for, by kind of layer.
 *
 * <p>Blocks are runs in memory that never cross the first dimension: weights {@code [out, in]} are cut along the inputs, so that no
 * block crosses an output channel, {@code [out, in, height, width]} along (in, height, width), so 9 is one 3x3 filter; transposed
 * convolutions {@code [in, out, kernel]} along (out, kernel). Vectors (biases, norms) are left in
 * float. Sources: Stock et al. 2020, section 3.1; block sizes of Fan et al. 2021.
 *
 * @param filters filters that a block of a convolution larger than 1x1 holds: 1 for small blocks, 2 for large ones
 * @param pointwise weights of a block of a 1x1 convolution
 * @param matrix weights of a block of a dense layer or an embedding
 * @param named sizes for tensors whose name matches a shell pattern, first match first, before all others
 */
public record BlockSizes(int filters, int pointwise, int matrix, List<Named> named) {

    /** A size for some names. */
    public record Named(String pattern, int size) {
        public Named {
            Checks.inRange("block size", size, 1, 1 << 16);
        }
    }

    public BlockSizes {
        Checks.inRange("filters", filters, 1, 1 << 10);
        Checks.inRange("pointwise", pointwise, 1, 1 << 16);
        Checks.inRange("matrix", matrix, 1, 1 << 16);
        named = List.copyOf(named);
    }

    /** Small blocks of the ResNets: 9, 4 and 4. */
    public static BlockSizes small() {
        return new BlockSizes(1, 4, 4, List.of());
    }

    /** Large blocks of the ResNets: 18, 8 and 4. */
    public static BlockSizes large() {
        return new BlockSizes(2, 8, 4, List.of());
    }

    /** Of the Transformer language model: 8 in feed-forward layers and tables of embeddings, 4 in attention and projections. */
    public static BlockSizes languageModel() {
        return new BlockSizes(1, 4, 4, List.of(new Named("*feedforward*", 8), new Named("embedding.embedding*", 8)));
    }

    /** The same size everywhere. */
    public static BlockSizes all(int size) {
        return new BlockSizes(1, size, size, List.of(new Named("*", size)));
    }

    /**
     * Weights of a block of one tensor; 0 if the tensor is left alone.
     *
     * @throws IllegalArgumentException if the size does not divide what belongs to one output
     */
    public int of(String name, List<Long> shape) {
        if (shape.size() < 2) {
            return 0;
        }
        long row = shape.stream().skip(1).reduce(1L, (a, b) -> a * b);
        int size = size(name, shape);
        if (row == 0 || row % size != 0) {
            throw new IllegalArgumentException("blocks of " + size + " do not divide the " + row
                    + " weights per output of " + name + shape + "; choose a divisor or exclude the tensor");
        }
        return size;
    }

    private int size(String name, List<Long> shape) {
        for (Named rule : named) {
            if (Glob.matches(rule.pattern(), name)) {
                return rule.size();
            }
        }
        if (shape.size() == 2) {
            return matrix;
        }
        long kernel = shape.stream().skip(2).reduce(1L, (a, b) -> a * b);
        return kernel == 1 ? pointwise : Math.toIntExact(filters * kernel);
    }
}
