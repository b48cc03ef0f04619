package dither.nn.engine;

/**
 * Everything that determines a 2-D convolution except its numbers.
 *
 * @param batch images per batch
 * @param inChannels channels of an input pixel
 * @param height rows of the input
 * @param width columns of the input
 * @param outChannels channels of an output pixel
 * @param kernel rows and columns of the filter
 * @param stride distance between filter positions
 * @param padding zeros added on each side
 * @param bias whether a number per output channel is added
 */
public record ConvolutionShape(
        long batch,
        int inChannels,
        long height,
        long width,
        int outChannels,
        int kernel,
        int stride,
        int padding,
        boolean bias) {

    public ConvolutionShape {
        if (height + 2L * padding < kernel || width + 2L * padding < kernel) {
            throw new IllegalArgumentException("input of " + height + " x " + width + " with padding " + padding
                    + " is smaller than the filter of " + kernel + " x " + kernel);
        }
    }

    /** Rows of the output: {@code floor((height + 2 padding - kernel) / stride) + 1}. */
    public long outHeight() {
        return (height + 2L * padding - kernel) / stride + 1;
    }

    /** Columns of the output. */
    public long outWidth() {
        return (width + 2L * padding - kernel) / stride + 1;
    }
}
