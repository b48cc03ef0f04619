package dither.quant;

import dither.quant.grid.MinMaxGrid;
import dither.quant.stored.QuantizedTensor;
import dither.quant.tensor.TensorQuantizer;
import dither.quant.tensor.WeightTensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * DiffQ's grid after training, at widths that somebody has chosen: those of another run, or of another program.
 *
 * <p>Levels as {@link DiffQ} stores them; see {@link MinMaxGrid}.
 *
 * @param tensors widths of each tensor that is quantised
 */
public record GivenWidths(List<Widths> tensors) implements Method {
    /** From which the DiffQ code counts widths unless told otherwise. */
    private static final int USUAL_MIN_BITS = 2;

    /**
     * Of one tensor.
     *
     * @param name of the tensor
     * @param bits of each group, in [1, 15]; as many groups of one size as there are numbers here
     */
    public record Widths(String name, List<Integer> bits) {
        public Widths {
            bits = List.copyOf(bits);
        }
    }

    public GivenWidths {
        tensors = List.copyOf(tensors);
    }

    @Override
    public String label() {
        return "DiffQ grid, given widths";
    }

    @Override
    public String family() {
        return "DiffQ grid, given widths";
    }

    @Override
    public boolean afterTraining() {
        return true;
    }

    /** This method on one tensor. */
    TensorQuantizer on(WeightTensor tensor) {
        List<Integer> bits = tensors.stream()
                .filter(given -> given.name().equals(tensor.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "tensor " + tensor.name() + " has no widths; give some or exclude it"))
                .bits();
        if (bits.isEmpty() || tensor.length() % bits.size() != 0) {
            throw new IllegalArgumentException(bits.size() + " widths do not divide the " + tensor.length()
                    + " weights of " + tensor.name() + " into groups of one size");
        }
        byte[] all = new byte[bits.size()];
        int least = USUAL_MIN_BITS;
        for (int s = 0; s < all.length; s++) {
            int width = bits.get(s);
            if (width < 1 || width > 15) {
                throw new IllegalArgumentException(
                        "width " + width + " of group " + s + " of " + tensor.name() + " is not in [1, 15]");
            }
            all[s] = (byte) width;
            least = Math.min(least, width);
        }
        return new Tensor(Math.toIntExact(tensor.length() / bits.size()), least, all);
    }

    /** This method on one tensor. */
    record Tensor(int groupSize, int minBits, byte[] widths) implements TensorQuantizer {
        @Override
        public QuantizedTensor quantize(String name, List<Long> shape, MemorySegment stored) {
            return MinMaxGrid.quantize(name, shape, stored, groupSize, minBits, widths);
        }
    }
}
