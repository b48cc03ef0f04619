package dither.quant.grid;

import dither.kernel.Checks;

/** Bits of the first and the last layer of a network, of weights as of activations: LSQ's paper always has 8; 0 for the same as all others. */
public final class EdgeBits {
    private EdgeBits() {}

    /**
     * Checks that they are 0 or in [2, 15].
     *
     * @throws IllegalArgumentException if they are not
     */
    public static void check(int edgeBits) {
        if (edgeBits != 0) {
            Checks.inRange("edgeBits", edgeBits, 2, 15);
        }
    }

    /** The bits of a layer. */
    public static int of(boolean edge, int edgeBits, int bits) {
        return edge && edgeBits > 0 ? edgeBits : bits;
    }
}
