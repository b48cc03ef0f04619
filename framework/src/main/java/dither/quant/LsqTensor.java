package dither.quant;

import dither.kernel.FakeQuantise;
import dither.kernel.Memory;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * LSQ on one tensor: {@code seen = rint(clamp(w/s, -2^(b-1), 2^(b-1) - 1)) s} with a trained step s.
 *
 * <p>The gradient of the step is scaled by {@code 1 / sqrt(N (2^(b-1) - 1))}, that of the weights passes inside the
 * grid, bounds included, and is zero outside. Source: Esser et al. 2020, equations 1 to 5 and section 2.2.
 */
final class LsqTensor implements TensorQuantizer {
    /** The step never falls below: nothing in the method keeps it positive. */
    private static final float SMALLEST_STEP = 1e-8f;

    private final int bits;
    private final int low;
    private final int high;
    private final double gradientScale;
    private final OwnParameter step;

    LsqTensor(Method.Lsq method, String name, MemorySegment stored) {
        bits = method.bits();
        low = -(1 << (bits - 1));
        high = (1 << (bits - 1)) - 1;
        long length = Memory.length(stored);
        gradientScale = 1 / Math.sqrt((double) length * high);
        double sum = 0;
        for (long i = 0; i < length; i++) {
            sum += Math.abs(Memory.get(stored, i));
        }
        int divisor = method.initialStep() == Method.Lsq.InitialStep.PAPER ? high : -low;
        float initial = (float) (2 * sum / length / Math.sqrt(divisor));
        step = new OwnParameter(
                name + ".step",
                new OwnParameter.Training.LikeWeights(),
                Memory.of(Math.max(initial, SMALLEST_STEP)),
                Memory.allocate(1));
    }

    @Override
    public void perturb(MemorySegment stored, MemorySegment seen, RandomStream stream) {
        FakeQuantise.symmetric(stored, seen, step(), low, high);
    }

    @Override
    public void pullBack(MemorySegment stored, MemorySegment gradient, RandomStream stream) {
        double sum = FakeQuantise.symmetricGradient(stored, gradient, step(), low, high);
        Memory.set(step.gradient(), 0, (float) (gradientScale * sum));
    }

    @Override
    public List<OwnParameter> own() {
        return List.of(step);
    }

    @Override
    public void afterUpdate() {
        Memory.set(step.values(), 0, Math.max(step(), SMALLEST_STEP));
    }

    @Override
    public QuantizedTensor quantize(String name, List<Long> shape, MemorySegment stored) {
        short[] levels = new short[Math.toIntExact(Memory.length(stored))];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (short) Math.rint(Math.clamp(Memory.get(stored, i) / step(), low, high));
        }
        return new QuantizedTensor.Symmetric(name, shape, bits, levels, step());
    }

    private float step() {
        return Memory.get(step.values(), 0);
    }
}
