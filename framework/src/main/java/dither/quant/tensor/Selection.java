package dither.quant.tensor;

import dither.Added;
import dither.kernel.Checks;
import java.util.List;

/**
 * Which tensors a method quantises: those larger than a threshold whose name no pattern excludes. There is no rule by
 * kind of layer, as in the paper's code: biases, norms, first and last layers are taken if they are large enough.
 *
 * @param minSizeMb a tensor is taken if it has more than {@code floor(minSizeMb 2^20 / 4)} numbers
 * @param exclude shell patterns, matched against {@code layer.parameter} and against {@code parameter}
 * @param float16 whether the rest is stored as 16-bit floats
 */
public record Selection(
        double minSizeMb,
        List<String> exclude,
        @Added(before = "false") boolean float16) {
    public Selection {
        Checks.inRange("minSizeMb", minSizeMb, 0, 1e6);
        exclude = List.copyOf(exclude);
    }

    /** With the rest as 32-bit floats. */
    public Selection(double minSizeMb, List<String> exclude) {
        this(minSizeMb, exclude, false);
    }

    /** This selection with the rest as 16-bit floats. */
    public Selection withFloat16() {
        return new Selection(minSizeMb, exclude, true);
    }

    /** The default of the paper's code: more than 2,621 numbers (0.01 MB). */
    public static Selection standard() {
        return new Selection(0.01, List.of());
    }

    /** Everything but biases, as the paper's ResNet-20 preset has it. */
    public static Selection allButBiases() {
        return new Selection(0, List.of("bias"));
    }

    /** Whether a tensor is quantised. */
    public boolean takes(String name, long length) {
        String parameter = name.substring(name.lastIndexOf('.') + 1);
        return length > largestLeftAlone()
                && exclude.stream().noneMatch(glob -> Glob.matches(glob, name) || Glob.matches(glob, parameter));
    }

    /** How many numbers the largest tensor has that is left alone. */
    public long largestLeftAlone() {
        return (long) Math.floor(minSizeMb * (1 << 20) / 4);
    }
}
