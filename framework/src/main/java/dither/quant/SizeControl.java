package dither.quant;

import dither.kernel.Memory;
import dither.quant.stored.SizeFormula;
import dither.quant.tensor.Moment;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The penalty of DiffQ over training: constant, or steered so that the model ends at a wanted size.
 *
 * <p>The wanted size falls geometrically from that at the start to the target in the first {@value #DESCENT} of the
 * steps and stays there. Let {@code e = ln(size / wanted)}: the penalty's logarithm moves by
 * {@code INTEGRAL} times e's mean over training, and what acts is that penalty times {@code exp(PROPORTIONAL e)}. Sizes for control are those of
 * rounded widths, which is what will be stored. Widths then differ from the target by less than a rounding of all of
 * them: {@link #fit} adds one number to every width before it is rounded ({@code extra_bits} in the paper's code) such
 * that the size is the largest that does not exceed the target.
 */
final class SizeControl {
    private static final double DESCENT = 0.5;
    private static final int PERIOD = 4;
    private static final double INTEGRAL = 60;
    private static final double PROPORTIONAL = 30;

    /** Keeps the penalty within e^±14 (a factor of a million) of its start, so that it comes back soon. */
    private static final double FARTHEST = 14;

    /** Rounding is moved only when the size is this near to the target; else it would hide that training is elsewhere. */
    private static final double NEAR = 0.1;

    private final double targetBits;
    private final double start;
    private final List<DiffQ.Tensor> tensors = new ArrayList<>();

    /** Bits of all that DiffQ does not touch. */
    private double rest;

    /** Logarithms of the penalty over its start, of the acting factor, and of the size at the start. */
    private final MemorySegment state = Memory.allocate(3);

    private double extraBits;

    SizeControl(DiffQ method) {
        this.targetBits = method.targetMb() * SizeFormula.BITS_PER_MB;
        this.start = method.penalty();
    }

    void add(DiffQ.Tensor tensor) {
        tensors.add(tensor);
    }

    void addRest(double bits) {
        rest += bits;
    }

    List<MemorySegment> state() {
        return List.of(state);
    }

    /** What a MB costs now. */
    double penalty() {
        return targetBits == 0 ? start : start * Math.exp(Memory.get(state, 0) + Memory.get(state, 1));
    }

    /** Added to every width before it is rounded. */
    double extraBits() {
        return extraBits;
    }

    void begin(Moment moment) {
        if (targetBits == 0 || moment.step() % PERIOD != 0) {
            return;
        }
        double size = Math.log(size(widths(), 0));
        if (moment.step() == 0) {
            Memory.set(state, 2, (float) size);
        }
        double first = Memory.get(state, 2);
        double wanted = first + (Math.log(targetBits) - first) * Math.min(1, moment.share() / DESCENT);
        double error = size - wanted;
        double sum = Math.clamp(Memory.get(state, 0) + INTEGRAL * PERIOD / moment.steps() * error, -FARTHEST, FARTHEST);
        Memory.set(state, 0, (float) sum);
        Memory.set(state, 1, (float) (PROPORTIONAL * error));
    }

    /** Chooses {@link #extraBits} for the widths as they are. */
    void fit() {
        extraBits = 0;
        if (targetBits == 0) {
            return;
        }
        List<double[]> widths = widths();
        if (Math.abs(Math.log(size(widths, 0) / targetBits)) > NEAR) {
            return;
        }
        double low = -1;
        double high = 1;
        for (int i = 0; i < 30; i++) {
            double middle = (low + high) / 2;
            if (size(widths, middle) > targetBits) {
                high = middle;
            } else {
                low = middle;
            }
        }
        extraBits = low;
    }

    private List<double[]> widths() {
        return tensors.stream().map(DiffQ.Tensor::bits).toList();
    }

    /** True size of the model in bits. */
    private double size(List<double[]> widths, double extra) {
        double bits = rest;
        for (int i = 0; i < tensors.size(); i++) {
            DiffQ.Tensor tensor = tensors.get(i);
            bits += SizeFormula.grouped(rounded(widths.get(i), extra), tensor.groupSize(), tensor.minBits());
        }
        return bits;
    }

    /** Widths as stored: rounded half to even, 1 to 15. */
    static byte[] rounded(double[] bits, double extra) {
        byte[] widths = new byte[bits.length];
        for (int s = 0; s < bits.length; s++) {
            widths[s] = (byte) Math.clamp(Math.rint(extra + bits[s]), 1, 15);
        }
        return widths;
    }
}
