package dither.nn.engine;

import dither.nn.engine.Product.Layout;

/**
 * In which numbers products and convolutions are computed; their inputs and results are 32-bit floats in either case, and so is
 * everything else: weights, statistics, quantisers, losses, updates.
 */
public enum Compute {
    /** 32-bit floats. */
    FLOAT32,

    /**
     * Inputs are rounded to bfloat16 (8 bits of mantissa) and products added up in 32-bit floats, at up to twice the speed where the processor
     * has instructions for it; float32 where the library in use has no bfloat16.
     */
    BFLOAT16;

    /**
     * Products {@code c = a b} of matrices in these layouts.
     *
     * @param bias whether a number per column is added
     */
    public Product product(Layout a, Layout b, Layout c, boolean bias) {
        return Engine.product(a, b, c, bias, this);
    }

    /** A convolution. */
    public Convolution2d convolution(ConvolutionShape shape) {
        return Engine.convolution(shape, this);
    }
}
