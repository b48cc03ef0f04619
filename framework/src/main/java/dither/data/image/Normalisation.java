package dither.data.image;

import java.util.List;

/**
 * {@code (x / 255 - mean) / deviation}, per channel.
 *
 * @param mean one per channel, of pixels in [0, 1]
 * @param deviation one per channel, positive
 */
public record Normalisation(List<Double> mean, List<Double> deviation) {
    public Normalisation {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
    }

    /** CIFAR-10, as the DiffQ code has it. */
    public static Normalisation cifar10() {
        return new Normalisation(List.of(0.4914, 0.4822, 0.4465), List.of(0.2023, 0.1994, 0.2010));
    }

    /** MNIST. */
    public static Normalisation mnist() {
        return new Normalisation(List.of(0.1307), List.of(0.3081));
    }

    /** For generated colour images. */
    public static Normalisation generated() {
        return new Normalisation(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));
    }
}
