package dither.quant;

import dither.kernel.Elementwise;
import dither.kernel.Elementwise.Extremes;
import dither.kernel.Memory;
import dither.kernel.Noise;
import dither.kernel.PseudoNoise;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * DiffQ on one tensor.
 *
 * <p>Forward: {@code seen = w + R D(b_s) e}, with {@code R = max w - min w} over the whole tensor,
 * {@code D(b) = 1/(2^b - 1)}, {@code b_s = min + sigmoid(l_s) (max - min)}, and {@code e} normal with deviation 1/2 or
 * uniform in [-1/2, 1/2). Nothing is detached: the range passes gradient to the largest and smallest weight. Stored
 * are levels at {@code clamp(rint(b_s), 1, 15)} bits. Source: Défossez et al. 2022, section 4.
 */
final class DiffQTensor implements TensorQuantizer {
    private final Method.DiffQ method;
    private final int groupSize;
    private final int groups;
    private final OwnParameter logits;

    /** Of the weights that the last forward pass saw. */
    private Extremes extremes;

    DiffQTensor(Method.DiffQ method, String name, long length) {
        this.method = method;
        this.groupSize = method.groupSize() == 0 ? Math.toIntExact(length) : method.groupSize();
        if (length % groupSize != 0) {
            throw new IllegalArgumentException("groupSize " + groupSize + " does not divide the " + length
                    + " weights of " + name + "; choose a divisor or exclude the tensor");
        }
        this.groups = Math.toIntExact(length / groupSize);
        var bits = method.bits();
        double start = (bits.initial() - bits.min()) / (double) (bits.max() - bits.min());
        this.logits = new OwnParameter(
                name + ".logits",
                new OwnParameter.Training.OwnAdam(method.logitRate()),
                Memory.allocate(groups),
                Memory.allocate(groups));
        for (int s = 0; s < groups; s++) {
            Memory.set(logits.values(), s, (float) Math.log(start / (1 - start)));
        }
    }

    @Override
    public void perturb(MemorySegment stored, MemorySegment seen, RandomStream stream) {
        perturb(stored, seen, noise(stream));
    }

    @Override
    public void pullBack(MemorySegment stored, MemorySegment gradient, RandomStream stream) {
        pullBack(stored, gradient, noise(stream));
    }

    void perturb(MemorySegment stored, MemorySegment seen, Noise noise) {
        extremes = Elementwise.extremes(stored);
        float range = range(extremes);
        float scale = method.noise() == Method.DiffQ.NoiseKind.GAUSSIAN ? range / 2 : range;
        float[] amplitude = new float[groups];
        for (int s = 0; s < groups; s++) {
            amplitude[s] = (float) (scale * step(bits(s)));
        }
        PseudoNoise.add(stored, seen, amplitude, groupSize, noise);
    }

    void pullBack(MemorySegment stored, MemorySegment gradient, Noise noise) {
        double unit = method.noise() == Method.DiffQ.NoiseKind.GAUSSIAN ? 0.5 : 1;
        double[] sums = PseudoNoise.groupSums(gradient, groupSize, noise);
        double span = method.bits().max() - method.bits().min();
        double sizeGradient = method.penalty() * groupSize / (1 << 23);
        double rangeGradient = 0;
        for (int s = 0; s < groups; s++) {
            double bits = bits(s);
            double noiseSum = unit * sums[s];
            rangeGradient += noiseSum * step(bits);
            double t = (bits - method.bits().min()) / span;
            double taskGradient = range(extremes) * stepSlope(bits) * noiseSum;
            Memory.set(logits.gradient(), s, (float) (span * t * (1 - t) * (taskGradient + sizeGradient)));
        }
        spread(stored, gradient, extremes.max(), rangeGradient);
        spread(stored, gradient, extremes.min(), -rangeGradient);
    }

    /** Adds {@code total} to the gradients of the weights that equal {@code extreme}, in equal parts. */
    private static void spread(MemorySegment stored, MemorySegment gradient, float extreme, double total) {
        long[] at = Elementwise.indicesOf(stored, extreme);
        for (long i : at) {
            Memory.set(gradient, i, (float) (Memory.get(gradient, i) + total / at.length));
        }
    }

    @Override
    public List<OwnParameter> own() {
        return List.of(logits);
    }

    @Override
    public QuantizedTensor quantize(String name, List<Long> shape, MemorySegment stored) {
        byte[] widths = new byte[groups];
        for (int s = 0; s < groups; s++) {
            widths[s] = (byte) Math.clamp(Math.round(Math.rint(bits(s))), 1, 15);
        }
        Extremes range = Elementwise.extremes(stored);
        short[] levels = UniformGrid.levels(stored, range, groupSize, widths);
        return new QuantizedTensor.Grouped(
                name, shape, groupSize, method.bits().min(), widths, levels, range.min(), range.max());
    }

    /** The fractional width of group {@code s}. */
    double bits(int s) {
        double sigmoid = 1 / (1 + Math.exp(-Memory.get(logits.values(), s)));
        return method.bits().min()
                + sigmoid * (method.bits().max() - method.bits().min());
    }

    private Noise noise(RandomStream stream) {
        return method.noise() == Method.DiffQ.NoiseKind.GAUSSIAN ? stream.gaussian() : stream.uniform();
    }

    private static float range(Extremes extremes) {
        return extremes.max() - extremes.min();
    }

    /** {@code D(b) = 1 / (2^b - 1)}: one quantisation step as a share of the range. */
    private static double step(double bits) {
        return 1 / (Math.pow(2, bits) - 1);
    }

    /** {@code dD/db = -ln 2 2^b / (2^b - 1)^2}. */
    private static double stepSlope(double bits) {
        double levels = Math.pow(2, bits);
        return -Math.log(2) * levels / ((levels - 1) * (levels - 1));
    }
}
