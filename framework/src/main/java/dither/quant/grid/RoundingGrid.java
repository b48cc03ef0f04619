package dither.quant.grid;

import java.util.Locale;

/**
 * A grid with integer levels, as a trial asks for it.
 *
 * @param kind where its levels lie
 * @param granularity what shares one range
 * @param observer how the range is found
 */
public record RoundingGrid(Kind kind, Granularity granularity, Observer observer) {

    /** Where levels lie. */
    public enum Kind {
        /** From minimum to maximum, both exact, zero in general not: the grid of the DiffQ code ({@link MinMaxGrid}). */
        MIN_MAX,
        /** {@code (q - z) s} with an integer zero point, so that zero is exact ({@link IntegerGrid}). */
        AFFINE,
        /** {@code (q - 2^(b-1)) s}, the same range on both sides of zero ({@link IntegerGrid}). */
        SYMMETRIC
    }

    /** What shares one range. */
    public enum Granularity {
        /** The whole tensor. */
        TENSOR,
        /**
         * Each channel: the first dimension of weights, which is that of outputs but for transposed convolutions, whose weights have inputs
         * first; the last of activations. Vectors count as one channel.
         */
        CHANNEL
    }

    public RoundingGrid {
        if (kind == Kind.MIN_MAX && (granularity != Granularity.TENSOR || !(observer instanceof Observer.MinMax))) {
            throw new IllegalArgumentException("the MIN_MAX grid is that of a whole tensor's extremes; use AFFINE with "
                    + granularity + " and " + observer);
        }
    }

    /** The grid of the DiffQ code. */
    public static RoundingGrid minMax() {
        return new RoundingGrid(Kind.MIN_MAX, Granularity.TENSOR, new Observer.MinMax());
    }

    /** The affine grid of a whole tensor's extremes. */
    public static RoundingGrid affine() {
        return new RoundingGrid(Kind.AFFINE, Granularity.TENSOR, new Observer.MinMax());
    }

    /** The symmetric grid of each channel's extremes, which Krishnamoorthi 2018 recommends for weights. */
    public static RoundingGrid symmetricPerChannel() {
        return new RoundingGrid(Kind.SYMMETRIC, Granularity.CHANNEL, new Observer.MinMax());
    }

    /** What a label says of it; nothing for the default that {@code usual} is. */
    public String labelUnless(RoundingGrid usual) {
        if (equals(usual)) {
            return "";
        }
        String range = switch (observer) {
            case Observer.MinMax() -> "";
            case Observer.Histogram _ -> " histogram";
            case Observer.MovingAverage _ -> " EMA";
        };
        return " " + (kind == Kind.MIN_MAX ? "min-max" : kind.name().toLowerCase(Locale.ROOT))
                + (granularity == Granularity.CHANNEL ? " per channel" : "") + range;
    }
}
