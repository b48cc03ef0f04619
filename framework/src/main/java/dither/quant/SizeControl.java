package dither.quant;

import dither.kernel.Memory;
import dither.quant.stored.SizeFormula;
import dither.quant.tensor.TrainingStep;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The penalty of DiffQ over training: constant, or steered so that the model ends at a wanted size.
 *
 * <p>The wanted size falls geometrically from that at the start to the target in the first {@value #DESCENT} of the
 * steps and stays there. Let {@code e = ln(size / wanted)}: over the training the penalty's logarithm moves by {@value
 * #INTEGRAL} times the mean of e, and what acts is that penalty times {@code exp({@value #PROPORTIONAL} e)}. Sizes are those of rounded widths,
 * which is what will be stored. Widths then differ from the target by less than a rounding of all of
 * them: {@link #fit} adds one number to every width before it is rounded ({@code extra_bits} in the paper's code) such
 * that the size is nearest to the target.
 */
final class SizeControl {
    private static final double DESCENT = 0.5;

    /** Steps from one measurement of the size to the next; more where there are millions of groups to measure. */
    private static final int PERIOD = 4;

    /** Per unit of e, averaged over the training: 3 % too much all the way would multiply the penalty by 6. */
    private static final double INTEGRAL = 60;

    /** Per unit of e: 3 % too much multiply at once what acts by 2.5. */
    private static final double PROPORTIONAL = 30;

    /** Keeps the integral within e^±14 (a factor of a million) of its start, so that it comes back soon. */
    private static final double FARTHEST = 14;

    /** Keeps what acts within e^±21 (a factor of a billion): widths that cannot follow had made it 1e22, and gradients infinite. */
    private static final double MOST = 21;

    /** Rounding is moved only when the size is this near to the target; else it would hide that training is elsewhere. */
    private static final double NEAR = 0.1;

    /** Most that is added to widths before they are rounded. */
    private static final double FARTHEST_ROUNDING = 0.75;

    private final double targetBits;
    private final double start;
    private final int minBits;
    private final int maxBits;
    private long groups;
    private final List<DiffQ.Tensor> tensors = new ArrayList<>();

    /** Bits of all that DiffQ does not touch. */
    private final double rest;

    /** Logarithms of the penalty over its start, of the acting factor, and of the size at the start. */
    private final MemorySegment state = Memory.allocate(3);

    /** Of the penalty, where the loss is a mean over what the penalty is not divided by. */
    private double weight = 1;

    private double extraBits;

    SizeControl(DiffQ method, double rest) {
        this.rest = rest;
        this.targetBits = method.targetMb() * SizeFormula.BITS_PER_MB;
        this.start = method.penalty();
        this.minBits = method.bits().min();
        this.maxBits = method.bits().max();
    }

    void add(DiffQ.Tensor tensor) {
        tensors.add(tensor);
        groups += tensor.groups();
    }

    List<MemorySegment> state() {
        return List.of(state);
    }

    void weigh(double share) {
        weight = share;
    }

    /** What a MB costs now. */
    double penalty() {
        double steered = Math.clamp(Memory.get(state, 0) + Memory.get(state, 1), -MOST, MOST);
        return weight * (targetBits == 0 ? start : start * Math.exp(steered));
    }

    /** Added to every width before it is rounded. */
    double extraBits() {
        return extraBits;
    }

    /** Steps between two looks at the size, which costs an exponential for each group. */
    private long period() {
        return PERIOD * (1 + groups / 1_000_000);
    }

    void begin(TrainingStep now) {
        if (targetBits == 0 || now.step() % period() != 0) {
            return;
        }
        double size = Math.log(size(widths(), 0));
        if (now.step() == 0) {
            Memory.set(state, 2, (float) size);
        }
        double first = Memory.get(state, 2);
        double wanted = first + (Math.log(targetBits) - first) * Math.min(1, now.progress() / DESCENT);
        double error = size - wanted;
        double sum = Math.clamp(Memory.get(state, 0) + INTEGRAL * period() / now.steps() * error, -FARTHEST, FARTHEST);
        Memory.set(state, 0, (float) sum);
        Memory.set(state, 1, (float) (PROPORTIONAL * error));
    }

    /**
     * Checks that the target can be met at all; called when all tensors are known.
     *
     * @throws IllegalArgumentException if all widths at their smallest are too many, or at their largest too few
     */
    void checkTarget() {
        if (targetBits == 0) {
            return;
        }
        double least = rest;
        double most = rest;
        for (DiffQ.Tensor tensor : tensors) {
            byte[] all = new byte[tensor.groups()];
            Arrays.fill(all, (byte) minBits);
            least += SizeFormula.grouped(all, tensor.groupSize(), minBits);
            Arrays.fill(all, (byte) maxBits);
            most += SizeFormula.grouped(all, tensor.groupSize(), minBits);
        }
        if (targetBits < least || targetBits > most) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "a target of %s MB is out of reach: with widths of %d to %d bits the model takes %.4g to %.4g MB",
                    Method.plain(targetBits / SizeFormula.BITS_PER_MB),
                    minBits,
                    maxBits,
                    least / SizeFormula.BITS_PER_MB,
                    most / SizeFormula.BITS_PER_MB));
        }
    }

    /** Chooses {@link #extraBits} for the widths as they are. */
    void fit() {
        extraBits = 0;
        if (targetBits == 0) {
            return;
        }
        List<double[]> widths = widths();
        if (distance(widths, 0) > NEAR) {
            return;
        }
        double low = -FARTHEST_ROUNDING;
        double high = FARTHEST_ROUNDING;
        for (int i = 0; i < 30; i++) {
            double middle = (low + high) / 2;
            if (size(widths, middle) > targetBits) {
                high = middle;
            } else {
                low = middle;
            }
        }
        // Where many groups have nearly the same width the size jumps; the side that is nearer is taken.
        extraBits = distance(widths, low) <= distance(widths, high) ? low : high;
    }

    private double distance(List<double[]> widths, double extra) {
        return Math.abs(Math.log(size(widths, extra) / targetBits));
    }

    private List<double[]> widths() {
        return tensors.stream().map(DiffQ.Tensor::bits).toList();
    }

    /** True size of the model in bits. */
    private double size(List<double[]> widths, double extra) {
        double bits = rest;
        for (int i = 0; i < tensors.size(); i++) {
            DiffQ.Tensor tensor = tensors.get(i);
            bits += SizeFormula.grouped(rounded(widths.get(i), extra), tensor.groupSize(), minBits);
        }
        return bits;
    }

    /**
     * Widths as stored: rounded half to even, within the method's smallest and largest width.
     *
     * @param extra added before
     */
    byte[] rounded(double[] bits, double extra) {
        byte[] widths = new byte[bits.length];
        for (int s = 0; s < bits.length; s++) {
            widths[s] = (byte) Math.clamp(Math.rint(extra + bits[s]), minBits, maxBits);
        }
        return widths;
    }
}
