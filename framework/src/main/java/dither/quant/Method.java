package dither.quant;

import java.math.BigDecimal;
import java.util.OptionalInt;

/**
 * How the weights of a model are trained and stored: what a trial asks for.
 *
 * <p>A method is a value; {@link Quantizer} puts it to work. Each has a file of its own with its formulas, settings and
 * the code that does it. All act on weights; activations are a setting of the trial ({@code dither.quant.activation}).
 */
public sealed interface Method
        permits Method.Float32, PostTraining, SteQat, Lsq, LsqPlus, DiffQ, QuantNoise, PqNoise, Pq, Ipq, GivenWidths {

    /** Keeps 32-bit floats: the reference row of every table. */
    record Float32() implements Method {
        @Override
        public String label() {
            return "Float32";
        }

        @Override
        public String family() {
            return "Float32";
        }
    }

    /**
     * How tables call it, with the settings that they compare: {@code DiffQ penalty=5 g=8}. Rates of DiffQ's logits and the settings of
     * k-means are left out; rows that differ in those only are called otherwise by their table.
     */
    String label();

    /** How tables call the family that it belongs to: {@code DiffQ}. */
    String family();

    /** The bits of every weight that it quantises, if all have the same and are rounded one by one. */
    default OptionalInt uniformBits() {
        return switch (this) {
            case PostTraining rounded -> OptionalInt.of(rounded.bits());
            case SteQat trained -> OptionalInt.of(trained.bits());
            case Lsq trained -> uniform(trained.bits(), trained.edgeBits());
            case LsqPlus trained -> uniform(trained.bits(), trained.edgeBits());
            case QuantNoise noisy -> OptionalInt.of(noisy.bits());
            case Float32 _, DiffQ _, GivenWidths _, PqNoise _, Pq _, Ipq _ -> OptionalInt.empty();
        };
    }

    private static OptionalInt uniform(int bits, int edgeBits) {
        return edgeBits == 0 || edgeBits == bits ? OptionalInt.of(bits) : OptionalInt.empty();
    }

    /** Whether it leaves training alone and quantises the float model in the end. */
    default boolean afterTraining() {
        return false;
    }

    /** Whether it fine-tunes a trained network, as its paper has it, rather than training one from nothing. */
    default boolean needsTrained() {
        return false;
    }

    /** A number for a label, without zeros after the point. */
    static String plain(double value) {
        return new BigDecimal(String.valueOf(value)).stripTrailingZeros().toPlainString();
    }
}
