package dither.quant;

import dither.Added;
import dither.kernel.BitWidths;
import dither.kernel.Checks;
import dither.kernel.Elementwise;
import dither.kernel.Elementwise.Extremes;
import dither.kernel.Memory;
import dither.kernel.Noise;
import dither.kernel.PseudoNoise;
import dither.quant.grid.MinMaxGrid;
import dither.quant.stored.QuantizedTensor;
import dither.quant.tensor.NoiseSchedule;
import dither.quant.tensor.OwnParameter;
import dither.quant.tensor.TensorQuantizer;
import dither.quant.tensor.TrainingStep;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Pseudo quantisation noise with a learned number of bits per group.
 *
 * <p>Forward: {@code seen = w + R D(b_s) e}, with {@code R = max w - min w} over the whole tensor, {@code D(b) = 1/(2^b -
 * 1)}, and {@code e} normal with deviation 1/2 or uniform in [-1/2, 1/2), fresh for every weight and step. The loss gains
 * {@code penalty M}, with the model size M in MB of 2^20 bytes, in which a group costs {@code g b_s / 2^23}. Stored are
 * levels on a min-max grid at {@code rint(b_s)} bits; with a target, at {@code rint(b_s + d)}, with the d that meets it. Source: Défossez, Adi and Synnaeve 2022; what
 * the paper leaves open follows the code published with it.
 *
 * @param penalty weight of the model size in the loss, per MB; zero or more. With a target it is where control starts
 * @param groupSize consecutive weights that share one width, dividing every selected tensor; 0 for whole tensors
 * @param bits range and start of the widths
 * @param noise distribution of the noise
 * @param logitRate learning rate of the Adam that trains the widths' logits
 * @param parametrisation what the sigmoid of a logit interpolates
 * @param detachRange treats R as a constant; as published, it passes gradient to the largest and the smallest weight
 * @param targetMb size in MB by the paper's formula that training is steered to; 0 for a fixed penalty
 * @param rate expected share of weights that get noise in a step, in (0, 1]; 1 is the paper's, less combines it with the idea of
 *     Quant-Noise
 * @param schedule how that share changes in the course of the training
 */
public record DiffQ(
        double penalty,
        int groupSize,
        Bits bits,
        NoiseKind noise,
        double logitRate,
        @Added(before = "\"BITS\"") Parametrisation parametrisation,
        @Added(before = "false") boolean detachRange,
        @Added(before = "0.0") double targetMb,
        @Added(before = "1.0") double rate,
        @Added(before = "\"CONSTANT\"") NoiseSchedule schedule)
        implements Method {
    private static final Bits PUBLISHED = new Bits(2, 15, 8);

    public DiffQ {
        Checks.inRange("penalty", penalty, 0, 1e9);
        Checks.inRange("groupSize", groupSize, 0, 1 << 20);
        Checks.positive("logitRate", logitRate);
        Checks.inRange("targetMb", targetMb, 0, 1e6);
        Checks.inRange("rate", rate, 0, 1);
        Checks.positive("rate", rate);
        if (targetMb > 0) {
            Checks.positive("penalty, from which a target is approached,", penalty);
        }
    }

    /** With the defaults of the paper's code: 2 to 15 bits from 8, Gaussian noise, logit rate 1e-3. */
    public DiffQ(double penalty, int groupSize) {
        this(
                penalty,
                groupSize,
                PUBLISHED,
                NoiseKind.GAUSSIAN,
                1e-3,
                Parametrisation.BITS,
                false,
                0,
                1,
                NoiseSchedule.CONSTANT);
    }

    /** This method at another penalty. */
    public DiffQ withPenalty(double other) {
        return new DiffQ(
                other, groupSize, bits, noise, logitRate, parametrisation, detachRange, targetMb, rate, schedule);
    }

    /** This method with another number of weights that share a width. */
    public DiffQ withGroupSize(int other) {
        return new DiffQ(
                penalty, other, bits, noise, logitRate, parametrisation, detachRange, targetMb, rate, schedule);
    }

    /** This method steered to a size in MB, from its penalty, instead of by a penalty that has to be guessed. */
    public DiffQ withTarget(double otherMb) {
        return new DiffQ(
                penalty, groupSize, bits, noise, logitRate, parametrisation, detachRange, otherMb, rate, schedule);
    }

    /** This method with another logit rate. */
    public DiffQ withLogitRate(double other) {
        return new DiffQ(
                penalty, groupSize, bits, noise, other, parametrisation, detachRange, targetMb, rate, schedule);
    }

    /** This method with other bounds on the widths. */
    public DiffQ withBits(Bits other) {
        return new DiffQ(
                penalty, groupSize, other, noise, logitRate, parametrisation, detachRange, targetMb, rate, schedule);
    }

    /** This method with other noise. */
    public DiffQ withNoise(NoiseKind other) {
        return new DiffQ(
                penalty, groupSize, bits, other, logitRate, parametrisation, detachRange, targetMb, rate, schedule);
    }

    /** This method with another parametrisation of the widths. */
    public DiffQ withParametrisation(Parametrisation other) {
        return new DiffQ(penalty, groupSize, bits, noise, logitRate, other, detachRange, targetMb, rate, schedule);
    }

    /** This method with a range that passes no gradient. */
    public DiffQ withDetachedRange() {
        return new DiffQ(penalty, groupSize, bits, noise, logitRate, parametrisation, true, targetMb, rate, schedule);
    }

    /** This method with noise on a random part of the weights only, as {@link QuantNoise}. */
    public DiffQ withRate(double other) {
        return new DiffQ(
                penalty, groupSize, bits, noise, logitRate, parametrisation, detachRange, targetMb, other, schedule);
    }

    /** This method with noise that changes in the course of the training. */
    public DiffQ with(NoiseSchedule other) {
        return new DiffQ(
                penalty, groupSize, bits, noise, logitRate, parametrisation, detachRange, targetMb, rate, other);
    }

    /** Distribution of the noise, in units of one quantisation step. */
    public enum NoiseKind {
        /** Normal with standard deviation 1/2: the default of the paper's code. */
        GAUSSIAN,
        /** Uniform in [-1/2, 1/2). */
        UNIFORM
    }

    /** What {@code t = sigmoid(logit)} interpolates. */
    public enum Parametrisation {
        /** The width: {@code b = min + t (max - min)}. */
        BITS,
        /** The logarithm of the step: {@code ln D = t ln D(max) + (1 - t) ln D(min)}. */
        NOISE
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

    @Override
    public String label() {
        return "DiffQ "
                + (targetMb > 0 ? "target=" + Method.plain(targetMb) + "MB" : "penalty=" + Method.plain(penalty))
                + " g=" + groupSize
                + (noise == NoiseKind.UNIFORM ? " uniform" : "")
                + (parametrisation == Parametrisation.NOISE ? " log-step" : "")
                + (bits.equals(PUBLISHED) ? "" : " bits " + bits.min() + ".." + bits.max() + " from " + bits.initial())
                + (detachRange ? " detached" : "")
                + (rate < 1 ? " p=" + Method.plain(rate) : "")
                + schedule.label();
    }

    @Override
    public String family() {
        return "DiffQ";
    }

    /** The logit at which groups start. */
    double initialLogit() {
        double t = (bits.initial() - bits.min()) / (double) (bits.max() - bits.min());
        if (parametrisation == Parametrisation.NOISE) {
            t = Math.log(step(bits.min()) / step(bits.initial())) / Math.log(step(bits.min()) / step(bits.max()));
        }
        return Math.log(t / (1 - t));
    }

    private static double step(double bits) {
        return 1 / (Math.pow(2, bits) - 1);
    }

    /** This method on one tensor. */
    static final class Tensor implements TensorQuantizer {
        private final DiffQ method;
        private final SizeControl control;
        private final int groupSize;
        private final int groups;
        private final float[] step;
        private final float[] slope;
        private final float[] amplitude;
        private final OwnParameter logits;

        /** Of the weights that the last forward pass saw. */
        private Extremes extremes;

        /** Expected share of weights that get noise in this step. */
        private double share;

        Tensor(DiffQ method, String name, long length, SizeControl control) {
            this.method = method;
            this.control = control;
            this.share = method.rate;
            this.groupSize = method.groupSize == 0 ? Math.toIntExact(length) : method.groupSize;
            if (length % groupSize != 0) {
                throw new IllegalArgumentException("groupSize " + groupSize + " does not divide the " + length
                        + " weights of " + name + "; choose a divisor or exclude the tensor");
            }
            this.groups = Math.toIntExact(length / groupSize);
            this.step = new float[groups];
            this.slope = new float[groups];
            this.amplitude = new float[groups];
            this.logits = new OwnParameter(
                    name + ".logits",
                    new OwnParameter.Training.OwnAdam(method.logitRate),
                    Memory.allocate(groups),
                    Memory.allocate(groups));
            for (int s = 0; s < groups; s++) {
                Memory.set(logits.values(), s, (float) method.initialLogit());
            }
        }

        @Override
        public void begin(TrainingStep now, MemorySegment stored) {
            share = method.rate * method.schedule.factor(now);
        }

        @Override
        public void perturb(MemorySegment stored, MemorySegment seen, RandomStream stream) {
            perturb(stored, seen, noise(stream));
        }

        @Override
        public void pullBack(MemorySegment stored, MemorySegment gradient, RandomStream stream) {
            pullBack(stored, gradient, noise(stream));
        }

        void perturb(MemorySegment stored, MemorySegment seen, Noise noise) {
            extremes = MinMaxGrid.range(stored);
            Bits bits = method.bits;
            float scale = range(extremes) * unit();
            if (method.parametrisation == Parametrisation.BITS) {
                BitWidths.steps(logits.values(), bits.min(), bits.max() - bits.min(), scale, step, slope, amplitude);
            } else {
                BitWidths.stepsByLogarithm(
                        logits.values(), DiffQ.step(bits.min()), DiffQ.step(bits.max()), scale, step, slope, amplitude);
            }
            PseudoNoise.add(stored, seen, amplitude, groupSize, noise);
        }

        void pullBack(MemorySegment stored, MemorySegment gradient, Noise noise) {
            if (Elementwise.isZero(gradient)) {
                // A layer that was dropped says nothing of its widths; the penalty alone would shrink them.
                logits.gradient().fill((byte) 0);
                return;
            }
            float[] noiseSum = amplitude; // not needed any more in this step
            PseudoNoise.groupSums(gradient, groupSize, noise, unit(), noiseSum);
            float sizeGradient = (float) (control.penalty() * groupSize / (1 << 23));
            double rangeGradient =
                    BitWidths.gradients(step, slope, noiseSum, range(extremes), sizeGradient, logits.gradient());
            if (!method.detachRange) {
                spread(gradient, extremes.whereMax(stored), rangeGradient);
                spread(gradient, extremes.whereMin(stored), -rangeGradient);
            }
        }

        /** Adds {@code total} to the gradients at these places in equal parts, as automatic differentiation does for ties. */
        private static void spread(MemorySegment gradient, long[] at, double total) {
            for (long i : at) {
                Memory.set(gradient, i, (float) (Memory.get(gradient, i) + total / at.length));
            }
        }

        /** Size of the noise that {@link #noise} draws, in quantisation steps. */
        private float unit() {
            return method.noise == NoiseKind.GAUSSIAN ? 0.5f : 1;
        }

        @Override
        public List<OwnParameter> own() {
            return List.of(logits);
        }

        @Override
        public QuantizedTensor quantize(String name, List<Long> shape, MemorySegment stored) {
            byte[] widths = control.rounded(bits(), control.extraBits());
            return MinMaxGrid.quantize(name, shape, stored, groupSize, method.bits.min(), widths);
        }

        int groupSize() {
            return groupSize;
        }

        int groups() {
            return groups;
        }

        /** The fractional width of every group. */
        double[] bits() {
            double[] all = new double[groups];
            for (int s = 0; s < groups; s++) {
                all[s] = bits(s);
            }
            return all;
        }

        /** The fractional width of group {@code s}. */
        double bits(int s) {
            double t = 1 / (1 + Math.exp(-Memory.get(logits.values(), s)));
            Bits bits = method.bits;
            if (method.parametrisation == Parametrisation.BITS) {
                return bits.min() + t * (bits.max() - bits.min());
            }
            double logStep = t * Math.log(DiffQ.step(bits.max())) + (1 - t) * Math.log(DiffQ.step(bits.min()));
            return Math.log1p(Math.exp(-logStep)) / Math.log(2);
        }

        private Noise noise(RandomStream stream) {
            Noise all = method.noise == NoiseKind.GAUSSIAN ? stream.gaussian() : stream.uniform();
            return share < 1 ? all.where(stream.at("share").bernoulli(share)) : all;
        }

        private static float range(Extremes extremes) {
            return extremes.max() - extremes.min();
        }
    }
}
