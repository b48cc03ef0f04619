package dither.quant;

import dither.kernel.Elementwise;
import dither.kernel.Elementwise.Extremes;
import dither.kernel.FakeQuantise;
import dither.kernel.Memory;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Rounding to the min-max grid of one tensor: post-training, or seen by every forward pass with straight-through gradients. */
final class UniformGrid implements TensorQuantizer {
    private final int bits;

    UniformGrid(int bits) {
        this.bits = bits;
    }

    @Override
    public void perturb(MemorySegment stored, MemorySegment seen, RandomStream stream) {
        Extremes range = Elementwise.extremes(stored);
        if (range.min() == range.max()) { // the grid of a constant tensor is that constant; dividing would give NaN
            MemorySegment.copy(stored, 0, seen, 0, stored.byteSize());
            return;
        }
        FakeQuantise.minMax(stored, seen, range.min(), range.max(), bits);
    }

    /** Straight through: nothing is clipped by a min-max grid, so the mask is all ones. */
    @Override
    public void pullBack(MemorySegment stored, MemorySegment gradient, RandomStream stream) {}

    @Override
    public QuantizedTensor quantize(String name, List<Long> shape, MemorySegment stored) {
        Extremes range = Elementwise.extremes(stored);
        byte[] widths = {(byte) bits};
        short[] levels = levels(stored, range.min(), range.max(), Math.toIntExact(Memory.length(stored)), widths);
        return new QuantizedTensor.Uniform(name, shape, bits, levels, range.min(), range.max());
    }

    /** Levels on the grid from min to max with {@code widths[s]} bits for group s; zeros if the range is empty. */
    static short[] levels(MemorySegment stored, float min, float max, int groupSize, byte[] widths) {
        short[] levels = new short[Math.toIntExact(Memory.length(stored))];
        float size = max - min;
        if (size > 0) {
            for (int i = 0; i < levels.length; i++) {
                float unit = 1f / ((1 << widths[i / groupSize]) - 1);
                levels[i] = (short) Math.rint((Memory.get(stored, i) - min) / size / unit);
            }
        }
        return levels;
    }
}
