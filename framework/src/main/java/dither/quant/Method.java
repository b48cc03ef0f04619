package dither.quant;

/**
 * How the weights of a model are trained and stored: what a trial asks for.
 *
 * <p>A method is a value; {@link Quantizer} puts it to work. All methods act on weights only.
 */
public sealed interface Method {

    /** Keeps 32-bit floats: the reference row of every table. */
    record Float32() implements Method {}

    /**
     * Trains in float and rounds afterwards, to a min-max grid per tensor.
     *
     * @param bits per weight, in [1, 15]
     */
    record PostTraining(int bits) implements Method {
        public PostTraining {
            Checks.inRange("bits", bits, 1, 15);
        }
    }

    /**
     * Quantisation-aware training by the straight-through estimator: every forward pass sees weights rounded to a
     * min-max grid per tensor, the gradient passes as if nothing had happened (Jacob et al. 2018; DiffQ's QAT rows).
     *
     * @param bits per weight, in [1, 15]
     */
    record SteQat(int bits) implements Method {
        public SteQat {
            Checks.inRange("bits", bits, 1, 15);
        }
    }

    /**
     * Learned step size quantisation (Esser et al. 2020): a symmetric grid per tensor whose step is trained.
     *
     * @param bits per weight, in [2, 15]; with one bit the largest level is 0 and the initial step infinite
     * @param initialStep how the step starts
     */
    record Lsq(int bits, InitialStep initialStep) implements Method {
        public Lsq {
            Checks.inRange("bits", bits, 2, 15);
        }

        /** With the paper's initial step. */
        public Lsq(int bits) {
            this(bits, InitialStep.PAPER);
        }

        /** Initial step over {@code 2 mean|w|}. */
        public enum InitialStep {
            /** {@code 1 / sqrt(2^(bits-1) - 1)}, section 2.1 of the paper. */
            PAPER,
            /** {@code 1 / sqrt(2^(bits-1))}, as the code published with DiffQ has it. */
            DIFFQ_CODE
        }
    }

    /**
     * Pseudo quantisation noise with a learned number of bits per group (Défossez et al. 2022, section 4).
     *
     * @param penalty weight of the model size in the loss, per MB (2^20 bytes); zero or more
     * @param groupSize consecutive weights that share one width, dividing every selected tensor; 0 for whole tensors
     * @param bits range and start of the widths
     * @param noise distribution of the noise
     * @param logitRate learning rate of the Adam that trains the widths' logits
     */
    record DiffQ(double penalty, int groupSize, Bits bits, NoiseKind noise, double logitRate) implements Method {
        public DiffQ {
            Checks.inRange("penalty", penalty, 0, 1e9);
            Checks.inRange("groupSize", groupSize, 0, 1 << 20);
            Checks.positive("logitRate", logitRate);
        }

        /** With the defaults of the paper's code: 2 to 15 bits from 8, Gaussian noise, logit rate 1e-3. */
        public DiffQ(double penalty, int groupSize) {
            this(penalty, groupSize, new Bits(2, 15, 8), NoiseKind.GAUSSIAN, 1e-3);
        }

        /** This method with another logit rate. */
        public DiffQ withLogitRate(double rate) {
            return new DiffQ(penalty, groupSize, bits, noise, rate);
        }

        /** This method with other bounds on the widths. */
        public DiffQ withBits(Bits other) {
            return new DiffQ(penalty, groupSize, other, noise, logitRate);
        }

        /** Distribution of the noise, in units of one quantisation step. */
        public enum NoiseKind {
            /** Normal with standard deviation 1/2: the default of the paper's code. */
            GAUSSIAN,
            /** Uniform in [-1/2, 1/2). */
            UNIFORM
        }

        /**
         * Range of the widths, {@code min < initial < max} strictly.
         *
         * @param min smallest width, at least 1
         * @param max largest width, at most 15
         * @param initial width of every group at the start
         */
        public record Bits(int min, int max, int initial) {
            public Bits {
                if (min < 1 || max > 15 || !(min < initial && initial < max)) {
                    throw new IllegalArgumentException("bits need 1 <= min < initial < max <= 15, were min " + min
                            + ", initial " + initial + ", max " + max);
                }
            }
        }
    }

    /**
     * Quantises a random part of the weights in each forward pass to an affine integer grid per tensor, and all of
     * them in the end (Fan et al. 2021, section 4).
     *
     * @param bits of the integers, in [2, 8]
     * @param rate expected share of weights that are quantised in a forward pass, in [0, 1]
     */
    record QuantNoise(int bits, double rate) implements Method {
        public QuantNoise {
            Checks.inRange("bits", bits, 2, 8);
            Checks.inRange("rate", rate, 0, 1);
        }
    }

    /** How tables call it, settings included: {@code DiffQ penalty=5 g=8}. */
    default String label() {
        return switch (this) {
            case Float32() -> "Float32";
            case PostTraining(int bits) -> "Post-training " + bits + " bits";
            case SteQat(int bits) -> "STE-QAT " + bits + " bits";
            case Lsq(int bits, var _) -> "LSQ " + bits + " bits";
            case DiffQ(double penalty, int group, var _, var _, var _) ->
                "DiffQ penalty=" + plain(penalty) + " g=" + group;
            case QuantNoise(int bits, double rate) -> "Quant-Noise int" + bits + " p=" + plain(rate);
        };
    }

    /** How tables call the family that it belongs to: {@code DiffQ}. */
    default String family() {
        return switch (this) {
            case Float32() -> "Float32";
            case PostTraining _ -> "Post-training";
            case SteQat _ -> "STE-QAT";
            case Lsq _ -> "LSQ";
            case DiffQ _ -> "DiffQ";
            case QuantNoise _ -> "Quant-Noise";
        };
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
