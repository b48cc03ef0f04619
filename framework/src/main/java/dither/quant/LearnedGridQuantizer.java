package dither.quant;

import dither.kernel.Memory;
import dither.quant.grid.LearnedGrid;
import dither.quant.stored.QuantizedTensor;
import dither.quant.tensor.OwnParameter;
import dither.quant.tensor.TensorQuantizer;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** One tensor on a {@link LearnedGrid}: {@link Lsq} and {@link LsqPlus}. */
final class LearnedGridQuantizer implements TensorQuantizer {
    private final int bits;
    private final LearnedGrid grid;
    private final boolean offset;
    private final List<OwnParameter> own;

    LearnedGridQuantizer(String name, int bits, LearnedGrid grid, boolean offset) {
        this.bits = bits;
        this.grid = grid;
        this.offset = offset;
        var likeWeights = new OwnParameter.Training.LikeWeights();
        OwnParameter step = new OwnParameter(name + ".step", likeWeights, grid.step(), grid.stepGradient());
        own = offset
                ? List.of(step, new OwnParameter(name + ".offset", likeWeights, grid.offset(), grid.offsetGradient()))
                : List.of(step);
    }

    @Override
    public void perturb(MemorySegment stored, MemorySegment seen, RandomStream stream) {
        grid.round(stored, seen);
    }

    @Override
    public void pullBack(MemorySegment stored, MemorySegment gradient, RandomStream stream) {
        grid.pullBack(stored, gradient, Memory.length(stored), offset);
    }

    @Override
    public List<OwnParameter> own() {
        return own;
    }

    @Override
    public void afterUpdate() {
        grid.keepPositive();
    }

    @Override
    public QuantizedTensor quantize(String name, List<Long> shape, MemorySegment stored) {
        return new QuantizedTensor.Symmetric(
                name, shape, bits, grid.levels(stored), Memory.get(grid.step(), 0), Memory.get(grid.offset(), 0));
    }
}
