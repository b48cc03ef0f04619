package dither.kernel.network;

import static dither.kernel.Lanes.COUNT;
import static dither.kernel.Lanes.F;
import static dither.kernel.Lanes.ORDER;

import dither.kernel.Blocks;
import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import java.util.function.IntToDoubleFunction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Batch normalisation of a {@code rows x channels} matrix (channels last), with or without a ReLU after it.
 *
 * <p>Vectors run along the memory, so a pattern of {@code period = lcm(channels, lanes)} floats repeats; per-channel
 * values are laid out once per period. What is left after the last whole period goes through the same formulas one
 * float at a time. Source: Ioffe and Szegedy 2015, algorithm 1 and section 3.
 */
public final class BatchNormKernel {
    /** Floats summed in single precision before they are added to a double: bounds the rounding error. */
    private static final int TILE = 8192;

    private final int channels;
    private final int period;

    public BatchNormKernel(int channels) {
        this.channels = channels;
        int gcd = COUNT;
        for (int rest = channels; rest != 0; ) {
            int next = gcd % rest;
            gcd = rest;
            rest = next;
        }
        this.period = channels / gcd * COUNT;
    }

    /** Mean and biased variance of each channel, shape [channels] each. */
    public record Statistics(double[] mean, double[] variance) {}

    /** Gradients of the loss with respect to scale (gamma) and shift (beta), shape [channels] each. */
    public record Sums(double[] gamma, double[] beta) {}

    /** Computes the statistics of {@code x} in one pass, relative to its first row so that large means cost nothing. */
    public Statistics statistics(MemorySegment x, long rows) {
        float[] pivot = repeat(c -> Memory.get(x, c));
        double[][] sums = reduce(rows, (start, end, first, second) -> {
            for (int i = 0; i < period; i += COUNT) {
                FloatVector origin = FloatVector.fromArray(F, pivot, i);
                FloatVector sum = FloatVector.zero(F);
                FloatVector squares = FloatVector.zero(F);
                for (long at = start; at < end; at += period) {
                    FloatVector v = load(x, at + i).sub(origin);
                    sum = sum.add(v);
                    squares = v.fma(v, squares);
                }
                add(sum, first, i);
                add(squares, second, i);
            }
        });
        for (long at = whole(rows); at < rows * channels; at++) {
            int c = (int) (at % channels);
            float v = Memory.get(x, at) - pivot[c];
            sums[0][c] += v;
            sums[1][c] += v * v;
        }
        for (int c = 0; c < channels; c++) {
            double shifted = sums[0][c] / rows;
            sums[0][c] = shifted + pivot[c];
            sums[1][c] = Math.max(0, sums[1][c] / rows - shifted * shifted);
        }
        return new Statistics(sums[0], sums[1]);
    }

    /** {@code y = x scale + shift}, clipped at zero if {@code relu}; {@code y} may be {@code x}. */
    public void apply(MemorySegment x, MemorySegment y, long rows, float[] scale, float[] shift, boolean relu) {
        float[] a = repeat(c -> scale[c]);
        float[] b = repeat(c -> shift[c]);
        float floor = relu ? 0f : Float.NEGATIVE_INFINITY;
        Blocks.run(whole(rows), period, (start, end) -> {
            for (long at = start; at < end; at += period) {
                for (int i = 0; i < period; i += COUNT) {
                    load(x, at + i)
                            .fma(FloatVector.fromArray(F, a, i), FloatVector.fromArray(F, b, i))
                            .max(floor)
                            .intoMemorySegment(y, (at + i) * Memory.BYTES, ORDER);
                }
            }
        });
        for (long at = whole(rows); at < rows * channels; at++) {
            int c = (int) (at % channels);
            Memory.set(y, at, Math.max(Math.fma(Memory.get(x, at), scale[c], shift[c]), floor));
        }
    }

    /**
     * Sums the gradients of gamma and beta: {@code beta_c = sum g}, {@code gamma_c = sum g (x - mean_c) inverse_c},
     * where {@code g} is {@code dy} where the ReLU let the value through.
     *
     * @param scale and shift as given to {@link #apply}; they decide what the ReLU let through
     * @param inverse 1 / sqrt(variance + epsilon), per channel
     */
    public Sums gradientSums(
            MemorySegment x,
            MemorySegment dy,
            long rows,
            float[] scale,
            float[] shift,
            float[] mean,
            float[] inverse,
            boolean relu) {
        float[] a = repeat(c -> scale[c]);
        float[] b = repeat(c -> shift[c]);
        float[] m = repeat(c -> mean[c]);
        double[][] sums = reduce(rows, (start, end, first, second) -> {
            for (int i = 0; i < period; i += COUNT) {
                FloatVector av = FloatVector.fromArray(F, a, i);
                FloatVector bv = FloatVector.fromArray(F, b, i);
                FloatVector mv = FloatVector.fromArray(F, m, i);
                FloatVector gamma = FloatVector.zero(F);
                FloatVector beta = FloatVector.zero(F);
                for (long at = start; at < end; at += period) {
                    FloatVector v = load(x, at + i);
                    FloatVector g = load(dy, at + i);
                    if (relu) {
                        g = g.blend(0f, v.fma(av, bv).compare(VectorOperators.LE, 0f));
                    }
                    beta = beta.add(g);
                    gamma = g.fma(v.sub(mv), gamma);
                }
                add(gamma, first, i);
                add(beta, second, i);
            }
        });
        for (long at = whole(rows); at < rows * channels; at++) {
            int c = (int) (at % channels);
            float v = Memory.get(x, at);
            if (!relu || Math.fma(v, scale[c], shift[c]) > 0) {
                sums[0][c] += Memory.get(dy, at) * (v - mean[c]);
                sums[1][c] += Memory.get(dy, at);
            }
        }
        for (int c = 0; c < channels; c++) {
            sums[0][c] *= inverse[c];
        }
        return new Sums(sums[0], sums[1]);
    }

    /**
     * Gradient of the input: {@code dx = scale (g - beta/n - xhat gamma/n)}, with {@code g} as in
     * {@link #gradientSums} and {@code n} the number of rows; {@code dx} may be {@code dy}.
     */
    public void gradientInput(
            MemorySegment x,
            MemorySegment dy,
            MemorySegment dx,
            long rows,
            float[] scale,
            float[] shift,
            float[] mean,
            float[] inverse,
            Sums sums,
            boolean relu) {
        float[] a = repeat(c -> scale[c]);
        float[] b = repeat(c -> shift[c]);
        float[] slope = repeat(c -> -scale[c] * inverse[c] * sums.gamma()[c] / rows);
        float[] offset = repeat(
                c -> -scale[c] * sums.beta()[c] / rows + scale[c] * inverse[c] * mean[c] * sums.gamma()[c] / rows);
        Blocks.run(whole(rows), period, (start, end) -> {
            for (long at = start; at < end; at += period) {
                for (int i = 0; i < period; i += COUNT) {
                    FloatVector v = load(x, at + i);
                    FloatVector g = load(dy, at + i);
                    FloatVector av = FloatVector.fromArray(F, a, i);
                    if (relu) {
                        VectorMask<Float> off =
                                v.fma(av, FloatVector.fromArray(F, b, i)).compare(VectorOperators.LE, 0f);
                        g = g.blend(0f, off);
                    }
                    v.fma(FloatVector.fromArray(F, slope, i), FloatVector.fromArray(F, offset, i))
                            .add(g.mul(av))
                            .intoMemorySegment(dx, (at + i) * Memory.BYTES, ORDER);
                }
            }
        });
        for (long at = whole(rows); at < rows * channels; at++) {
            int c = (int) (at % channels);
            float v = Memory.get(x, at);
            float g = !relu || Math.fma(v, scale[c], shift[c]) > 0 ? Memory.get(dy, at) : 0;
            Memory.set(dx, at, Math.fma(v, slope[c], offset[c]) + g * scale[c]);
        }
    }

    /** Adds two per-channel sums over the periods from {@code start} to {@code end}; both are arrays of one period. */
    @FunctionalInterface
    private interface Tile {
        void add(long start, long end, double[] first, double[] second);
    }

    /** Two sums per channel over the whole periods, tile by tile in each block, block by block at the end. */
    private double[][] reduce(long rows, Tile tile) {
        long length = whole(rows);
        int blocks = Blocks.count(length, Blocks.GRAIN);
        double[][] first = new double[blocks][period];
        double[][] second = new double[blocks][period];
        long step = Math.max(TILE / period, 1) * (long) period;
        Blocks.each(blocks, length, period, (block, start, end) -> {
            for (long at = start; at < end; at += step) {
                tile.add(at, Math.min(at + step, end), first[block], second[block]);
            }
        });
        return new double[][] {fold(first), fold(second)};
    }

    private double[] fold(double[][] blocks) {
        double[] perChannel = new double[channels];
        for (double[] block : blocks) {
            for (int i = 0; i < period; i++) {
                perChannel[i % channels] += block[i];
            }
        }
        return perChannel;
    }

    private static void add(FloatVector v, double[] sums, int at) {
        float[] lanes = v.toArray();
        for (int i = 0; i < COUNT; i++) {
            sums[at + i] += lanes[i];
        }
    }

    /** How many floats the whole periods cover. */
    private long whole(long rows) {
        long length = rows * channels;
        return length - length % period;
    }

    private float[] repeat(IntToDoubleFunction perChannel) {
        float[] values = new float[period];
        for (int i = 0; i < period; i++) {
            values[i] = (float) perChannel.applyAsDouble(i % channels);
        }
        return values;
    }

    private static FloatVector load(MemorySegment memory, long index) {
        return FloatVector.fromMemorySegment(F, memory, index * Memory.BYTES, ORDER);
    }
}
