package dither.quant.stored;

import java.util.List;

/**
 * Sizes as the papers count them, in bits: DiffQ's formula for grids (Défossez et al. 2022, by the code
 * published with it), fairseq's for product quantisation.
 *
 * <p>A model's size is the sum over tensors; MB are 2^20 bytes. Architecture, names and running statistics cost nothing.
 */
public final class SizeFormula {
    /** Bits of one MB. */
    public static final double BITS_PER_MB = 1 << 23;

    private SizeFormula() {}

    /** Size of a stored tensor: bit packing plus its overhead, 32 bits per float that is not quantised. */
    public static double bits(QuantizedTensor tensor) {
        return switch (tensor) {
            case QuantizedTensor.Raw raw -> raw.counted() ? 32.0 * raw.length() : 0;
            case QuantizedTensor.Half half -> 16.0 * half.length();
            case QuantizedTensor.Tied _ -> 0;
            case QuantizedTensor.Uniform t -> uniform(t.length(), t.bits());
            case QuantizedTensor.Grouped t -> grouped(t.widths(), t.groupSize(), t.minBits());
            case QuantizedTensor.Symmetric t -> (double) t.bits() * t.length() + (t.offset() == 0 ? 32 : 64);
            case QuantizedTensor.Affine t -> (double) t.bits() * t.length() + 64.0 * t.scale().length;
            case QuantizedTensor.Product t ->
                product(t.length(), t.blockSize(), t.size(), t.centroids() instanceof Centroids.Int8);
        };
    }

    /** {@code bits n + 64}: levels and the two floats of the grid. */
    public static double uniform(long length, int bits) {
        return (double) bits * length + 64;
    }

    /**
     * {@code sum_s g b_s + 64 + 8 + groups B}, with {@code B = ceil(log2(1 + max_s rint(b_s) - minBits))} bits for the
     * width of each group and 8 to store B.
     */
    public static double grouped(double sumOfWidths, long groups, int groupSize, long largestWidth, int minBits) {
        return sumOfWidths * groupSize + 64 + 8 + groups * widthBits(largestWidth, minBits);
    }

    /**
     * {@code n log2(K) / d} for the indices and {@code 16 K d} for the centroids, 8 of them with int8, as fairseq counts
     * (Fan et al. 2021, section 5).
     */
    public static double product(long length, int blockSize, int centroids, boolean int8) {
        double index = (double) length / blockSize * (31 - Integer.numberOfLeadingZeros(centroids));
        return index + (int8 ? 8.0 : 16.0) * centroids * blockSize;
    }

    /** Bits that a group's width costs; none if all groups are at {@code minBits}. */
    static int widthBits(long largest, int minBits) {
        long values = largest - minBits + 1;
        return values <= 1 ? 0 : 64 - Long.numberOfLeadingZeros(values - 1);
    }

    /** As {@link #grouped(double, long, int, long, int)}, of these widths. */
    public static double grouped(byte[] widths, int groupSize, int minBits) {
        long sum = 0;
        int largest = 0;
        for (byte width : widths) {
            sum += width;
            largest = Math.max(largest, width);
        }
        return grouped(sum, widths.length, groupSize, largest, minBits);
    }

    /** Size of a stored model in MB. */
    public static double megabytes(List<QuantizedTensor> tensors) {
        return tensors.stream().mapToDouble(SizeFormula::bits).sum() / BITS_PER_MB;
    }
}
