package dither.codec.entropy;

import java.util.List;

/**
 * What is known of symbols before they are read: how many, of how many bits each, and how they lie in a tensor.
 *
 * @param shape of the tensor, slowest first; symbols are in C order
 * @param groupSize consecutive symbols of one width
 * @param widths bits of each group's symbols, 1 to 15; one entry for all if there is one width
 */
public record Layout(List<Long> shape, int groupSize, byte[] widths) {

    /** All of one width. */
    public static Layout of(List<Long> shape, int width) {
        return new Layout(shape, Math.max(1, count(shape)), new byte[] {(byte) width});
    }

    /** How many symbols. */
    public int count() {
        return count(shape);
    }

    private static int count(List<Long> shape) {
        return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    }

    /** Bits of all symbols as they are. */
    public long bits() {
        long bits = 0;
        for (byte width : widths) {
            bits += (long) width * groupSize;
        }
        return count() == 0 ? 0 : bits;
    }

    /** Symbols of each width, from 0 to 15 bits. */
    int[] countsOfWidths() {
        int[] counts = new int[16];
        for (byte width : widths) {
            counts[width] += groupSize;
        }
        return counts;
    }
}
