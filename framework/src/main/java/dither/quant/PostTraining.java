package dither.quant;

import dither.kernel.Checks;
import dither.quant.grid.MinMaxGrid;
import dither.quant.stored.QuantizedTensor;
import dither.quant.tensor.TensorQuantizer;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Trains in float and rounds afterwards, to a min-max grid per tensor ({@link MinMaxGrid}): the UniformQuantizer without
 * QAT of the code published with DiffQ.
 *
 * @param bits per weight, in [1, 15]
 */
public record PostTraining(int bits) implements Method {
    public PostTraining {
        Checks.inRange("bits", bits, 1, 15);
    }

    @Override
    public String label() {
        return "Post-training " + bits + " bits";
    }

    @Override
    public String family() {
        return "Post-training";
    }

    @Override
    public boolean afterTraining() {
        return true;
    }

    /** This method on one tensor. */
    record Tensor(int bits) implements TensorQuantizer {
        @Override
        public QuantizedTensor quantize(String name, List<Long> shape, MemorySegment stored) {
            return MinMaxGrid.of(stored, bits).quantize(name, shape, stored);
        }
    }
}
