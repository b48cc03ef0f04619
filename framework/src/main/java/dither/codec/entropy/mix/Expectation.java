package dither.codec.entropy.mix;

import dither.codec.entropy.Layout;
import java.util.Arrays;
import java.util.List;

/**
 * What the weights so far say of the next one: where it should lie, and how far from there.
 *
 * <p>Distances are those of {@link Prior#units}: 1024 is the mean magnitude of the tensor. The first size of a tensor are its
 * outputs, the second its inputs, the others make kernels. Within a kernel the next weight is predicted from those before it
 * ({@link KernelPrediction}), elsewhere from the means of its output and its input. Its magnitude is a product of those of its output, its input, its
 * place in kernels, the kernel so far and its width, with exponents that are learned.
 */
final class Expectation {
    /** Classes of neighbours. */
    static final int NEIGHBOURS = 729;

    private static final int LARGEST_KERNEL = 25;
    private static final int USUAL = 1024;
    /** Running means have 4 more places. */
    private static final int USUAL_MEAN = USUAL << 4;

    /** log2 of {@link #USUAL_MEAN} in Q7. */
    private static final int LOG_USUAL_MEAN = 14 << 7;

    private static final int MOST_COUNTED = 1000;
    private static final int LEAST_EXPONENT = -32_768;
    private static final int MOST_EXPONENT = 98_304;

    /** How far a mean moves that has seen n numbers, Q12: of magnitudes, and of values. */
    private static final int[] RATES = new int[MOST_COUNTED + 1];

    private static final int[] VALUE_RATES = new int[MOST_COUNTED + 1];

    /** 3 units of a scale class, by which a prediction becomes a shift class: Q14. */
    private static final int[] SHIFT_OF = new int[Prior.SCALES];

    static {
        for (int n = 0; n <= MOST_COUNTED; n++) {
            RATES[n] = 65_536 / (n + 12) >> 4;
            VALUE_RATES[n] = Math.max(41, 4096 / (n + 25));
        }
        for (int c = 0; c < Prior.SCALES; c++) {
            int parts = 8 * (c - Prior.USUAL_SCALE);
            int whole = Math.floorDiv(parts, FixedPoint.PARTS);
            SHIFT_OF[c] = (int) (FixedPoint.fraction(parts - FixedPoint.PARTS * whole) * 3 >> 16 + whole);
        }
    }

    private final int row;
    private final int kernelSize;
    private final KernelPrediction kernel;
    private final boolean severalWidths;
    private final boolean neighbours;

    // Where the next weight is.
    private int index;
    private int inRow;
    private int input;
    private int inKernel;

    // Running magnitudes and values.
    private int outputMagnitude;
    private int outputValue;
    private int outputCount;
    private final int[] inputMagnitude;
    private final int[] inputValue;
    private final int[] inputCount;
    private final int[] placeMagnitude;
    private int placeCount;
    private final int[] widthMagnitude = new int[16];
    private final int[] widthCount = new int[16];
    private long kernelSum;

    // Exponents of the magnitudes in Q16: output, input, place, kernel so far, width.
    private int exponentOfOutput = 13_107;
    private int exponentOfInput = 19_661;
    private int exponentOfPlace;
    private int exponentOfKernel;
    private int exponentOfWidth = 19_661;

    // What was expected of the next weight.
    private int value;
    private int magnitude;
    private int shift;
    private int logOutput;
    private int logInput;
    private int logPlace;
    private int logKernel;
    private int logWidth;
    private int width;

    /** Of each weight so far its sign and its distance, for {@link #neighbours}. */
    private final byte[] seen;

    private int learningRate;
    private int mixingRate;

    /**
     * @param severalWidths whether levels of several widths occur
     * @param neighbours whether contexts of neighbours will be asked for
     */
    Expectation(Layout layout, boolean severalWidths, boolean neighbours) {
        List<Long> shape = layout.shape();
        int count = layout.count();
        boolean matrix = shape.size() > 1 && shape.get(0) > 1;
        row = matrix ? count / Math.toIntExact(shape.get(0)) : count;
        int inputs = matrix ? Math.toIntExact(shape.get(1)) : 1;
        kernelSize = matrix ? row / inputs : 1;
        kernel = kernelSize > 1 && kernelSize <= LARGEST_KERNEL
                ? new KernelPrediction(kernelSize, Math.toIntExact(shape.get(shape.size() - 1)))
                : null;
        this.severalWidths = severalWidths;
        this.neighbours = neighbours;
        inputMagnitude = filled(inputs);
        inputValue = new int[inputs];
        inputCount = new int[inputs];
        placeMagnitude = filled(kernelSize);
        Arrays.fill(widthMagnitude, USUAL_MEAN);
        seen = new byte[neighbours ? count : 0];
        if (kernelSize > 1) {
            exponentOfPlace = 9830;
            exponentOfKernel = 19_661;
        }
    }

    private static int[] filled(int count) {
        int[] means = new int[count];
        Arrays.fill(means, USUAL_MEAN);
        return means;
    }

    /** What is expected of the next weight, of so many bits: its scale class times {@link Prior#SHIFTS} plus its shift class. */
    int next(int bits) {
        width = bits;
        if (inRow == 0) {
            outputMagnitude = USUAL_MEAN;
            outputValue = 0;
            outputCount = 0;
        }
        if ((index & 31) == 0) {
            learningRate = (int) (1_000_000 / (1000 + 2L * index));
            mixingRate = 131 + 65_500 / (100 + 2 * (int) FixedPoint.squareRoot(Math.min(4095, index >> 5) * 32L));
        }
        if (kernel != null) {
            value = kernel.next(inKernel);
        } else {
            value = outputValue * 45 + inputValue[input] * 32 >> 10;
        }
        logOutput = FixedPoint.log(outputMagnitude) - LOG_USUAL_MEAN;
        logInput = FixedPoint.log(inputMagnitude[input]) - LOG_USUAL_MEAN;
        int log = exponentOfOutput * logOutput + exponentOfInput * logInput;
        if (kernelSize > 1) {
            if (inKernel == 0) {
                kernelSum = 0;
            }
            logPlace = FixedPoint.log(placeMagnitude[inKernel]) - LOG_USUAL_MEAN;
            logKernel = inKernel == 0
                    ? 0
                    : FixedPoint.log((int) ((kernelSum + 3 * USUAL) * (65_536 / (inKernel + 3)) >> 16) + 1) - (10 << 7);
            log += exponentOfPlace * logPlace + exponentOfKernel * logKernel;
        }
        if (severalWidths) {
            logWidth = FixedPoint.log(widthMagnitude[bits]) - LOG_USUAL_MEAN;
            log += exponentOfWidth * logWidth;
        }
        magnitude = FixedPoint.clamp(log >> 16, -512, 384);
        int scale = FixedPoint.clamp((3 * magnitude + 64 >> 7) + Prior.USUAL_SCALE, 0, Prior.SCALES - 1);
        shift = FixedPoint.clamp(((long) value * SHIFT_OF[scale] >> 24) + Prior.NO_SHIFT, 0, Prior.SHIFTS - 1);
        return scale * Prior.SHIFTS + shift;
    }

    /** As {@link #next}, by the magnitude of the input alone. */
    int ofInput() {
        int scale = FixedPoint.clamp((logInput * 614 + 8192 >> 14) + Prior.USUAL_SCALE, 0, Prior.SCALES - 1);
        return scale * Prior.SHIFTS + shift;
    }

    /** A class of the weights around: signs of the one before and the one in the kernel before, distance of the one above, magnitude. */
    int ofNeighbours() {
        int before = index > 0 ? seen[index - 1] >> 5 : 1;
        int beside = inRow >= kernelSize ? seen[index - kernelSize] >> 5 : 1;
        int above = index >= row ? seen[index - row] & 31 : 13;
        int size = magnitude < -77 ? 0 : magnitude < 77 ? 1 : 2;
        return ((before * 3 + beside) * 27 + above) * 3 + size;
    }

    /** How fast the weights of a {@link Mixer} may move now. */
    int mixingRate() {
        return mixingRate;
    }

    /**
     * Takes note of the weight that {@link #next} was about.
     *
     * @param units its distance from the centre
     * @param sign 0, 1 or 2 for below, at and above the centre
     */
    void saw(int units, int sign) {
        int off = Math.abs(units - value);
        if (neighbours) {
            seen[index] = (byte) (FixedPoint.clamp(3 * units + 512 >> 10, -13, 13) + 13 | sign << 5);
        }
        if ((index & 1) == 0) {
            learn(off);
        }
        kernelSum += off;
        if (kernel != null) {
            kernel.saw(inKernel, units);
        }
        int mean = Math.max(off, 20) << 4;
        int counted = inputCount[input];
        outputMagnitude += (mean - outputMagnitude) * Math.max(81, RATES[outputCount]) >> 12;
        inputMagnitude[input] += (mean - inputMagnitude[input]) * Math.max(122, RATES[counted]) >> 12;
        if (kernelSize > 1) {
            placeMagnitude[inKernel] += (mean - placeMagnitude[inKernel]) * Math.max(40, RATES[placeCount]) >> 12;
        }
        if (severalWidths) {
            widthMagnitude[width] += (mean - widthMagnitude[width]) * Math.max(40, RATES[widthCount[width]]) >> 12;
            widthCount[width] = Math.min(MOST_COUNTED, widthCount[width] + 1);
        }
        if (kernel == null) {
            outputValue += (16 * units - outputValue) * VALUE_RATES[outputCount] >> 12;
            inputValue[input] += (16 * units - inputValue[input]) * VALUE_RATES[counted] >> 12;
        }
        inputCount[input] = Math.min(MOST_COUNTED, counted + 1);
        outputCount = Math.min(MOST_COUNTED, outputCount + 1);
        advance();
    }

    /** Moves the exponents along the gradient of the error of the magnitude. */
    private void learn(int off) {
        int error = FixedPoint.clamp(FixedPoint.timesPower(off, -magnitude) - USUAL, -1024, 1536) * learningRate >> 4;
        exponentOfOutput = moved(exponentOfOutput, error, logOutput);
        exponentOfInput = moved(exponentOfInput, error, logInput);
        if (kernelSize > 1) {
            exponentOfPlace = moved(exponentOfPlace, error, logPlace);
            exponentOfKernel = moved(exponentOfKernel, error, logKernel);
        }
        if (severalWidths) {
            exponentOfWidth = moved(exponentOfWidth, error, logWidth);
        }
    }

    private static int moved(int exponent, int error, int log) {
        return FixedPoint.clamp(exponent + (error * log >> 12), LEAST_EXPONENT, MOST_EXPONENT);
    }

    private void advance() {
        index++;
        inRow++;
        inKernel++;
        if (inKernel == kernelSize) {
            inKernel = 0;
            input = input + 1 < inputMagnitude.length ? input + 1 : 0;
            placeCount = Math.min(MOST_COUNTED, placeCount + 1);
            if (kernel != null) {
                kernel.end();
            }
        }
        if (inRow == row) {
            inRow = 0;
        }
    }
}
