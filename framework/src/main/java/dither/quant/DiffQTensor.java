package dither.quant;

import dither.kernel.BitWidths;
import dither.kernel.Elementwise;
import dither.kernel.Elementwise.Extremes;
import dither.kernel.Memory;
import dither.kernel.Noise;
import dither.kernel.PseudoNoise;
import dither.quant.Method.DiffQ.Bits;
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
    private final float[] step;
    private final float[] slope;
    private final float[] amplitude;
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
        this.step = new float[groups];
        this.slope = new float[groups];
        this.amplitude = new float[groups];
        Bits bits = method.bits();
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
        Bits bits = method.bits();
        float scale = range(extremes) * unit();
        BitWidths.steps(logits.values(), bits.min(), bits.max() - bits.min(), scale, step, slope, amplitude);
        PseudoNoise.add(stored, seen, amplitude, groupSize, noise);
    }

    void pullBack(MemorySegment stored, MemorySegment gradient, Noise noise) {
        float[] noiseSum = amplitude; // not needed any more in this step
        PseudoNoise.groupSums(gradient, groupSize, noise, unit(), noiseSum);
        float sizeGradient = (float) (method.penalty() * groupSize / (1 << 23));
        double rangeGradient =
                BitWidths.gradients(step, slope, noiseSum, range(extremes), sizeGradient, logits.gradient());
        spread(gradient, extremes.whereMax(stored), rangeGradient);
        spread(gradient, extremes.whereMin(stored), -rangeGradient);
    }

    /** Adds {@code total} to the gradients at these places, in equal parts, as automatic differentiation does for ties. */
    private static void spread(MemorySegment gradient, long[] at, double total) {
        for (long i : at) {
            Memory.set(gradient, i, (float) (Memory.get(gradient, i) + total / at.length));
        }
    }

    /** Size of the noise that {@link #noise} draws, in quantisation steps. */
    private float unit() {
        return method.noise() == Method.DiffQ.NoiseKind.GAUSSIAN ? 0.5f : 1;
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
        short[] levels = UniformGrid.levels(stored, range.min(), range.max(), groupSize, widths);
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
}
