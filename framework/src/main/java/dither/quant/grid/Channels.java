package dither.quant.grid;

import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Which elements of a tensor share a range: element i belongs to channel {@code (i / inner) mod count}.
 *
 * @param count number of channels, 1 for a whole tensor
 * @param inner consecutive elements of one channel
 */
public record Channels(int count, long inner) {

    /** The whole tensor. */
    public static Channels whole(long length) {
        return new Channels(1, Math.max(1, length));
    }

    /** The channels of weights: their first dimension, unless they are a vector. */
    public static Channels ofWeights(RoundingGrid.Granularity granularity, List<Long> shape, long length) {
        if (granularity == RoundingGrid.Granularity.TENSOR || shape.size() < 2) {
            return whole(length);
        }
        int count = Math.toIntExact(shape.getFirst());
        return new Channels(count, length / count);
    }

    /** The channels of activations, which lie last in memory. */
    public static Channels ofActivations(RoundingGrid.Granularity granularity, int channels) {
        return granularity == RoundingGrid.Granularity.TENSOR ? whole(Long.MAX_VALUE) : new Channels(channels, 1);
    }

    /** The elements of one channel, copied together. */
    float[] gather(MemorySegment tensor, int channel) {
        if (count == 1) {
            return Memory.toArray(tensor);
        }
        long n = Memory.length(tensor);
        long period = inner * count;
        float[] values = new float[Math.toIntExact(n / count)];
        int at = 0;
        for (long start = channel * inner; start < n; start += period) {
            for (long i = start; i < start + inner; i++) {
                values[at++] = Memory.get(tensor, i);
            }
        }
        return values;
    }
}
