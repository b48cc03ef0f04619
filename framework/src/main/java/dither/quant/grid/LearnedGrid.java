package dither.quant.grid;

import dither.kernel.FakeQuantise;
import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;

/**
 * A grid whose step, and offset if it has one, are trained: {@code v = (x - offset)/step}, {@code x' = rint(clamp(v, low,
 * high)) step + offset}.
 *
 * <p>With upstream gradient g, inside the grid {@code dx'/dstep = rint(v) - v} and {@code dx'/doffset = 0}; outside
 * {@code dx'/dstep} is the level at which x is clipped and {@code dx'/doffset = 1}. The gradient of x passes inside, bounds
 * included, and is zero outside. Both gradients are scaled by {@code 1/sqrt(N high)}, which acts on nothing else. Sources:
 * Esser et al. 2020 (LSQ), equations 1 to 5 and section 2.2; Bhalgat et al. 2020 (LSQ+), equations 3 to 7.
 */
public final class LearnedGrid {
    /**
     * Lower bound of the step, or a thousandth of its initial value if that is smaller: nothing in the papers keeps it positive.
     */
    public static final float SMALLEST_STEP = 1e-8f;

    private float smallest;

    private int low;
    private int high;
    private final MemorySegment step;
    private final MemorySegment offset;
    private final MemorySegment stepGradient = Memory.allocate(1);
    private final MemorySegment offsetGradient = Memory.allocate(1);

    /**
     * @param low lowest level
     * @param high highest level, above zero
     * @param step at the start
     * @param offset at the start
     */
    public LearnedGrid(int low, int high, double step, double offset) {
        this.low = low;
        this.high = high;
        this.step = Memory.allocate(1);
        this.offset = Memory.allocate(1);
        start(step, offset);
    }

    /** Sets step and offset as at the start. */
    public void start(double first, double shift) {
        setFirst(first);
        Memory.set(step, 0, Math.max((float) first, smallest));
        Memory.set(offset, 0, (float) shift);
    }

    /**
     * LSQ's step at the start, {@code 2 mean|x| / sqrt(highest)}. Source: Esser et al. 2020, section 2.1.
     *
     * @param highest level, above zero
     * @throws IllegalArgumentException if a grid of it might reach beyond what a float can hold
     */
    public static double initialStep(MemorySegment x, int highest) {
        double sum = 0;
        float largest = 0;
        for (long i = 0; i < Memory.length(x); i++) {
            float size = Math.abs(Memory.get(x, i));
            sum += size;
            largest = Math.max(largest, size);
        }
        checkRoom(largest);
        return 2 * sum / Memory.length(x) / Math.sqrt(highest);
    }

    /**
     * Refuses numbers of which a grid might reach beyond what a float can hold.
     *
     * @param largest absolute value; what is not finite is for those to report who know which layer it came from
     * @throws IllegalArgumentException if it is above half of the largest float
     */
    public static void checkRoom(double largest) {
        if (largest > Float.MAX_VALUE / 2 && largest <= Float.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "numbers up to " + (float) largest
                            + " leave no room for a grid of floats that reaches beyond them; scale them down or exclude the tensor");
        }
    }

    /** Signed levels of {@code bits} bits, from a step. */
    public static LearnedGrid signed(int bits, double step) {
        return new LearnedGrid(-(1 << bits - 1), (1 << bits - 1) - 1, step, 0);
    }

    /** Sets the step that training started with, which bounds the later ones, and nothing else. */
    public void setFirst(double first) {
        smallest = first > 0 ? (float) Math.min(SMALLEST_STEP, first / 1000) : SMALLEST_STEP;
    }

    /** Sets the lowest and the highest level, for data of which is known only later whether it is signed. */
    public void setLevels(int lowest, int highest) {
        low = lowest;
        high = highest;
    }

    /** The step; its value may be set. */
    public MemorySegment step() {
        return step;
    }

    /** The offset; its value may be set. */
    public MemorySegment offset() {
        return offset;
    }

    /** dL/d(step), left by {@link #pullBack}. */
    public MemorySegment stepGradient() {
        return stepGradient;
    }

    /** dL/d(offset), left by {@link #pullBack} if asked for. */
    public MemorySegment offsetGradient() {
        return offsetGradient;
    }

    /** Writes {@code x'}. */
    public void round(MemorySegment x, MemorySegment out) {
        FakeQuantise.learned(x, out, Memory.get(step, 0), Memory.get(offset, 0), low, high);
    }

    /**
     * Turns dL/dx' into dL/dx in place and leaves the gradients of step and offset.
     *
     * @param count N of the gradient scale
     * @param withOffset whether the offset is trained
     */
    public void pullBack(MemorySegment x, MemorySegment gradient, double count, boolean withOffset) {
        double scale = 1 / Math.sqrt(count * high);
        float s = Memory.get(step, 0);
        float o = Memory.get(offset, 0);
        if (withOffset) {
            double clipped = FakeQuantise.clippedSum(x, gradient, s, o, low, high);
            Memory.set(offsetGradient, 0, (float) (scale * clipped));
        }
        double sum = FakeQuantise.learnedGradient(x, gradient, s, o, low, high);
        Memory.set(stepGradient, 0, (float) (scale * sum));
    }

    /** Called after each update. */
    public void keepPositive() {
        Memory.set(step, 0, Math.max(Memory.get(step, 0), smallest));
    }

    /** The level of a number. */
    public short level(float x) {
        return (short) Math.rint(Math.clamp((x - Memory.get(offset, 0)) / Memory.get(step, 0), low, high));
    }

    /** The levels of a tensor. */
    public short[] levels(MemorySegment x) {
        short[] levels = new short[Math.toIntExact(Memory.length(x))];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = level(Memory.get(x, i));
        }
        return levels;
    }
}
