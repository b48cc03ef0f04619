package dither.data;

/**
 * Images with classes.
 *
 * <p>{@code train} and {@code test} say how many images are used, classes balanced, the first of each class in the order
 * of the files.
 */
public sealed interface ImageSpec extends DataSpec {
    /** Images used for training. */
    int train();

    /** Images used for testing. */
    int test();

    /**
     * Images made by {@link SyntheticImages}; needs no files.
     *
     * @param size rows and columns
     */
    record Synthetic(int size, int train, int test) implements ImageSpec {}

    /** CIFAR-10 in its binary layout: {@code data_batch_*.bin} and {@code test_batch.bin}, plain or gzip. */
    record Cifar10(int train, int test) implements ImageSpec {}

    /** A lossy copy of CIFAR-10: tars of class-labelled JPEGs. Accuracies on it do not compare with published ones. */
    record Cifar10Jpeg(int train, int test) implements ImageSpec {}

    /** MNIST as idx files, gzip. */
    record Mnist(int train, int test) implements ImageSpec {}

    @Override
    default String testSet() {
        return test() + " test images";
    }

    @Override
    default String label() {
        return switch (this) {
            case Synthetic(int size, int train, int _) ->
                "generated gratings " + size + "x" + size + ", " + train + " images";
            case Cifar10(int train, int _) -> "CIFAR-10, " + train + " training images";
            case Cifar10Jpeg(int train, int _) -> "JPEG copy of CIFAR-10 (lossy), " + train + " training images";
            case Mnist(int train, int _) -> "MNIST, " + train + " training images";
        };
    }
}
