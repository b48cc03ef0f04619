package dither.quant.activation;

import dither.kernel.Checks;
import dither.quant.grid.EdgeBits;
import dither.quant.grid.Observer;
import dither.quant.grid.RoundingGrid;

/**
 * How the inputs of layers with weights are rounded.
 *
 * <p>What is rounded is the input of each convolution over images and each dense layer, not of convolutions over time, recurrent
 * layers and softmaxes over words. Inputs are what LSQ rounds; the Quant-Noise code rounds the
 * outputs of the same layers, which in a chain of layers differs only where a norm or an addition comes between.
 */
public sealed interface Activations {
    /** Bits of an activation. */
    int bits();

    /** Bits in the first and the last layer; 0 for the same as all others. */
    int edgeBits();

    /** Whether training sees rounded activations too. */
    boolean inTraining();

    /** Batches of training examples that ranges are found on before evaluation; 0 if training has found them. */
    int calibrationBatches();

    /** How labels call it. */
    String label();

    /**
     * On an integer grid whose range is observed (Jacob et al. 2018, section 3.1; Fan et al. 2021, section 3.2).
     *
     * <p>In training the range is that of the observer and gradients pass inside the grid. For evaluation a moving average
     * that training has kept is used; other ranges are found on calibration batches: the extremes of all of them, or the
     * mean of their histogram searches.
     *
     * @param bits in [2, 15]
     * @param grid affine or symmetric, for whole tensors or channels
     * @param inTraining whether training sees rounded activations too
     * @param calibrationBatches at least 1; 0 will do for a moving average in training, which needs none
     * @param edgeBits of the first and the last layer; 0 for the same
     */
    record Observed(int bits, RoundingGrid grid, boolean inTraining, int calibrationBatches, int edgeBits)
            implements Activations {
        public Observed {
            Checks.inRange("activation bits", bits, 2, 15);
            boolean kept = inTraining && grid.observer() instanceof Observer.MovingAverage;
            Checks.inRange("calibrationBatches", calibrationBatches, kept ? 0 : 1, 1e6);
            EdgeBits.check(edgeBits);
            if (grid.kind() == RoundingGrid.Kind.MIN_MAX) {
                throw new IllegalArgumentException("activations need an AFFINE or SYMMETRIC grid: zero must be exact");
            }
        }

        /** At evaluation only, by the histogram search of ten batches, as the Quant-Noise code. */
        public static Observed afterTraining(int bits) {
            RoundingGrid grid = new RoundingGrid(
                    RoundingGrid.Kind.AFFINE, RoundingGrid.Granularity.TENSOR, new Observer.Histogram(1));
            return new Observed(bits, grid, false, 10, 0);
        }

        /** In training, by a moving average of extremes, as Jacob et al. 2018. */
        public static Observed movingAverage(int bits) {
            RoundingGrid grid = new RoundingGrid(
                    RoundingGrid.Kind.AFFINE, RoundingGrid.Granularity.TENSOR, new Observer.MovingAverage(0.01));
            return new Observed(bits, grid, true, 0, 0);
        }

        @Override
        public String label() {
            return " A" + bits + grid.labelUnless(RoundingGrid.affine()) + (inTraining ? "" : " after training");
        }
    }

    /**
     * On a grid whose step, and offset if asked for, are trained: LSQ without, LSQ+ with an offset.
     *
     * <p>LSQ starts at {@code step = 2 mean|x| / sqrt(high)} on the first batch (Esser et al. 2020, section 2.1), LSQ+ at the
     * step and offset with the least squared error there (Bhalgat et al. 2020, equation 9), by alternating between
     * levels and regression from the extremes. The gradient scale counts all elements of the batch.
     *
     * @param bits in [2, 15]
     * @param signed whether codes are signed; layers whose first batch has negative inputs get signed codes anyway
     *     unless an offset takes care of them
     * @param offset whether the offset is trained
     * @param edgeBits of the first and the last layer; 0 for the same. The papers have 8
     */
    record Learned(int bits, boolean signed, boolean offset, int edgeBits) implements Activations {
        public Learned {
            Checks.inRange("activation bits", bits, 2, 15);
            EdgeBits.check(edgeBits);
        }

        /** LSQ: unsigned codes after ReLU, no offset, edges of 8 bits. */
        public static Learned lsq(int bits) {
            return new Learned(bits, false, false, 8);
        }

        /** LSQ+, configuration 4 of its paper: unsigned codes and an offset, edges of 8 bits. */
        public static Learned lsqPlus(int bits) {
            return new Learned(bits, false, true, 8);
        }

        @Override
        public boolean inTraining() {
            return true;
        }

        @Override
        public int calibrationBatches() {
            return 0;
        }

        @Override
        public String label() {
            return " A" + bits + (offset ? " LSQ+" : " LSQ") + (signed ? " signed" : "");
        }
    }
}
