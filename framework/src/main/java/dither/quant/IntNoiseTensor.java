package dither.quant;

import dither.kernel.Elementwise;
import dither.kernel.Elementwise.Extremes;
import dither.kernel.FakeQuantise;
import dither.kernel.Memory;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Quant-Noise with an affine integer grid on one tensor (Fan et al. 2021, sections 4.1 and 4.2).
 *
 * <p>Grid: {@code s = max((hi - lo)/L, 2^-23)}, {@code z = clamp(-rint(lo/s), 0, L)}, {@code q = clamp(rint(w/s + z), 0,
 * L)}, {@code w' = (q - z) s}, with {@code L = 2^bits - 1} and a range that contains zero. The paper prints the opposite
 * sign of z, which cannot be clamped. A fresh mask is drawn for each forward pass, weights are not rescaled, and those
 * outside the grid get no gradient. The stored weights are never touched; the published code overwrites them.
 */
final class IntNoiseTensor implements TensorQuantizer {
    private final Method.QuantNoise method;
    private final int top;

    IntNoiseTensor(Method.QuantNoise method) {
        this.method = method;
        this.top = (1 << method.bits()) - 1;
    }

    private record Grid(float scale, int zeroPoint) {}

    private Grid grid(MemorySegment stored) {
        Extremes extremes = Elementwise.extremes(stored);
        float low = Math.min(0, extremes.min());
        float high = Math.max(0, extremes.max());
        float scale = Math.max((high - low) / top, 0x1p-23f);
        return new Grid(scale, Math.clamp(-Math.round(Math.rint(low / scale)), 0, top));
    }

    @Override
    public void perturb(MemorySegment stored, MemorySegment seen, RandomStream stream) {
        Grid grid = grid(stored);
        FakeQuantise.affine(stored, seen, grid.scale(), grid.zeroPoint(), top, stream.bernoulli(method.rate()));
    }

    @Override
    public void pullBack(MemorySegment stored, MemorySegment gradient, RandomStream stream) {
        Grid grid = grid(stored);
        FakeQuantise.clipGradient(
                stored, gradient, -grid.scale() * grid.zeroPoint(), grid.scale() * (top - grid.zeroPoint()));
    }

    @Override
    public QuantizedTensor quantize(String name, List<Long> shape, MemorySegment stored) {
        Grid grid = grid(stored);
        short[] levels = new short[Math.toIntExact(Memory.length(stored))];
        for (int i = 0; i < levels.length; i++) {
            float level = Memory.get(stored, i) / grid.scale() + grid.zeroPoint();
            levels[i] = (short) Math.clamp(Math.rint(level), 0, top);
        }
        return new QuantizedTensor.Affine(name, shape, method.bits(), levels, grid.scale(), grid.zeroPoint());
    }
}
