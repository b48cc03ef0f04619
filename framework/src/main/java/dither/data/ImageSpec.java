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

    /** CIFAR-100 in its binary layout: {@code train.bin} and {@code test.bin}, plain or gzip; the fine labels. */
    record Cifar100(int train, int test) implements ImageSpec {}

    /**
     * Images in a layout of ImageNet, in a folder or a tar; see {@link dither.data.image.ImageTree}.
     *
     * @param folder that holds them
     * @param name how tables call them
     * @param side rows and columns that they are scaled and cut to
     * @param train images to learn from; 0 for all
     * @param test images to test on; 0 for all
     */
    record Tree(String folder, String name, int side, int train, int test) implements ImageSpec {}

    /** MNIST as idx files, gzip. */
    record Mnist(int train, int test) implements ImageSpec {}

    @Override
    default String testSet() {
        return (test() == 0 ? "all" : test()) + " test images";
    }

    @Override
    default String label() {
        return switch (this) {
            case Synthetic(int size, int train, int _) ->
                "generated gratings " + size + "x" + size + ", " + train + " images";
            case Cifar10(int train, int _) -> "CIFAR-10, " + train + " training images";
            case Cifar10Jpeg(int train, int _) -> "JPEG copy of CIFAR-10 (lossy), " + train + " training images";
            case Cifar100(int train, int _) -> "CIFAR-100, " + train + " training images";
            case Tree(String _, String name, int side, int train, int _) ->
                name + ", " + side + " x " + side + (train == 0 ? "" : ", " + train + " training images");
            case Mnist(int train, int _) -> "MNIST, " + train + " training images";
        };
    }
}
