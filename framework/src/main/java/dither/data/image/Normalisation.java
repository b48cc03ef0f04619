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

    /** CIFAR-100, as the DiffQ code has it. */
    public static Normalisation cifar100() {
        return new Normalisation(List.of(0.5071, 0.4867, 0.4408), List.of(0.2675, 0.2565, 0.2671));
    }

    /** ImageNet, as usual. */
    public static Normalisation imageNet() {
        return new Normalisation(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));
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
