package dither.random;

import dither.kernel.Noise;
import java.nio.charset.StandardCharsets;

/**
 * A named source of randomness: a value from which further streams and numbers are derived, never a state.
 *
 * <p>Streams form a tree: {@code RandomStream.of(seed).at("noise").at(step).at("conv1.weight")}. A number depends on
 * the path and its index only, so asking twice gives the same, and what one purpose consumes never shifts another.
 *
 * @param key identifies the stream; every value is valid, 0 included
 */
public record RandomStream(long key) {

    /** The root of all streams of one seed. */
    public static RandomStream of(long seed) {
        return new RandomStream(mix(seed + GOLDEN));
    }

    /** The stream for one purpose below this one. */
    public RandomStream at(String purpose) {
        long hash = key;
        for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
            hash = mix((hash ^ b) + GOLDEN);
        }
        return new RandomStream(mix(hash ^ purpose.length()));
    }

    /** The stream of one step, epoch or example below this one. */
    public RandomStream at(long index) {
        return new RandomStream(mix(mix(key ^ GOLDEN) + index * GOLDEN));
    }

    /** 64 random bits for {@code index}. */
    public long bits(long index) {
        return mix(key + (index + 1) * GOLDEN);
    }

    /** Uniform in [0, 1), 53 bits fine. */
    public double uniform(long index) {
        return (bits(index) >>> 11) * 0x1p-53;
    }

    /** Standard normal, by Box and Muller's transform of the uniform numbers of {@code index} and the next. */
    public double normal(long index) {
        return Math.sqrt(-2 * StrictMath.log(1 - uniform(index))) * StrictMath.cos(2 * Math.PI * uniform(index + 1));
    }

    /** Uniform in {@code 0 .. bound - 1}; the bias is below {@code bound / 2^63}. */
    public int below(long index, int bound) {
        return (int) Math.unsignedMultiplyHigh(bits(index), bound);
    }

    /** Standard normal noise, one element per index. */
    public Noise gaussian() {
        return Noise.gaussian(key);
    }

    /** Uniform noise in [-1/2, 1/2), one element per index. */
    public Noise uniform() {
        return Noise.uniform(key);
    }

    /** 1 with probability {@code rate}, else 0, one element per index. */
    public Noise bernoulli(double rate) {
        return Noise.bernoulli(key, rate);
    }

    /** 2^64 over the golden ratio: steps by it visit every 64-bit word (Steele et al. 2014, SplitMix). */
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
