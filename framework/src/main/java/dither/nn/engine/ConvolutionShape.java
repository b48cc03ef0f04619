package dither.nn.engine;

/**
 * Everything that determines a convolution except its numbers.
 *
 * @param batch images per batch
 * @param inChannels channels of an input pixel
 * @param height rows of the input; 1 for signals in time
 * @param width columns of the input
 * @param outChannels channels of an output pixel
 * @param rows how the filter moves over rows
 * @param columns how the filter moves over columns
 * @param groups parts of the channels that do not see each other; all channels by themselves make a depthwise convolution
 * @param bias whether a number per output channel is added
 */
public record ConvolutionShape(
        long batch,
        int inChannels,
        long height,
        long width,
        int outChannels,
        Window rows,
        Window columns,
        int groups,
        boolean bias) {

    /**
     * A filter along one dimension.
     *
     * @param kernel its length
     * @param stride distance between its positions
     * @param padding zeros added on each side
     */
    public record Window(int kernel, int stride, int padding) {
        /** A filter that sees one row at a time. */
        static final Window SINGLE = new Window(1, 1, 0);

        /** Positions on {@code length} numbers: {@code floor((length + 2 padding - kernel) / stride) + 1}. */
        long positions(long length) {
            return (length + 2L * padding - kernel) / stride + 1;
        }
    }

    public ConvolutionShape {
        if (rows.positions(height) < 1 || columns.positions(width) < 1) {
            throw new IllegalArgumentException("input of " + height + " x " + width + " with padding "
                    + columns.padding() + " is smaller than the filter of " + rows.kernel() + " x " + columns.kernel());
        }
        if (inChannels % groups != 0 || outChannels % groups != 0) {
            throw new IllegalArgumentException(
                    inChannels + " and " + outChannels + " channels cannot be cut into " + groups + " groups");
        }
    }

    /** A square filter on images. */
    public static ConvolutionShape square(
            long batch,
            int inChannels,
            long height,
            long width,
            int outChannels,
            Window window,
            int groups,
            boolean bias) {
        return new ConvolutionShape(batch, inChannels, height, width, outChannels, window, window, groups, bias);
    }

    /** A filter on signals in time. */
    public static ConvolutionShape time(
            long batch, int inChannels, long length, int outChannels, Window window, boolean bias) {
        return new ConvolutionShape(batch, inChannels, 1, length, outChannels, Window.SINGLE, window, 1, bias);
    }

    /** Rows of the output. */
    public long outHeight() {
        return rows.positions(height);
    }

    /** Columns of the output. */
    public long outWidth() {
        return columns.positions(width);
    }

    /** Shape of the weights: {@code [out, in / groups, rows, columns]}. */
    public long[] filter() {
        return new long[] {outChannels, inChannels / groups, rows.kernel(), columns.kernel()};
    }
}
