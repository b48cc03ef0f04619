package dither.data.image;

import dither.data.DataException;
import dither.data.DataFolder;
import dither.data.ImageDataset;
import dither.data.ImageSpec;
import dither.random.Purpose;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Loads image data sets. */
public final class ImageFiles {
    private ImageFiles() {}

    /**
     * The images of {@code spec}.
     *
     * @throws DataException if files are missing, cut or corrupt, or hold fewer images than asked for
     */
    public static ImageDataset load(ImageSpec spec, DataFolder folder) {
        return switch (spec) {
            case ImageSpec.Synthetic(int size, int train, int test) -> {
                var images = new SyntheticImages(size);
                yield new ImageDataset(
                        images.generate(train, Purpose.DATA.stream(0).at("train")),
                        images.generate(test, Purpose.DATA.stream(0).at("test")),
                        Normalisation.generated());
            }
            case ImageSpec.Cifar10(int train, int test) -> {
                Path cifar = folder.of(
                        "cifar10", "CIFAR-10 in its binary layout (data_batch_1.bin ... test_batch.bin, or .gz)");
                yield new ImageDataset(
                        balanced(CifarBinary.read(cifar, "data_batch"), train, cifar),
                        balanced(CifarBinary.read(cifar, "test_batch"), test, cifar),
                        Normalisation.cifar10());
            }
            case ImageSpec.Cifar10Jpeg(int train, int test) -> {
                Path cifar =
                        folder.of("cifar10", "tars of class-labelled JPEGs (*_jpg_train.tar.gz, *_jpg_test*.tar.gz)");
                yield new ImageDataset(
                        JpegTar.read(JpegTar.find(cifar, "_jpg_train"), train),
                        JpegTar.read(JpegTar.find(cifar, "_jpg_test"), test),
                        Normalisation.cifar10());
            }
            case ImageSpec.Cifar100(int train, int test) -> {
                Path cifar = folder.of("cifar100", "CIFAR-100 in its binary layout (train.bin and test.bin, or .gz)");
                yield new ImageDataset(
                        balanced(CifarBinary.fine100(cifar, "train"), train, cifar),
                        balanced(CifarBinary.fine100(cifar, "test"), test, cifar),
                        Normalisation.cifar100());
            }
            case ImageSpec.Tree(String in, String _, int side, int train, int test) -> {
                ImageTree tree = ImageTree.open(
                        folder.of(in, "train/<class>/<file>.JPEG and val/<class>/<file>.JPEG, or a tar"));
                yield new ImageDataset(
                        tree.split("train", side, train), tree.split("val", side, test), Normalisation.imageNet());
            }
            case ImageSpec.Mnist(int train, int test) -> {
                Path mnist = folder.of("mnist", "the four idx files of MNIST (train-images-idx3-ubyte.gz ...)");
                yield new ImageDataset(
                        balanced(MnistIdx.read(mnist, "train"), train, mnist),
                        balanced(MnistIdx.read(mnist, "t10k"), test, mnist),
                        Normalisation.mnist());
            }
        };
    }

    /** How many images of each class; at least one, or training would see nothing. */
    static int perClass(int count, int classes, Path source) {
        if (count < classes) {
            throw new DataException("asked for " + count + " images of " + source + ", which has " + classes
                    + " classes; ask for at least one of each");
        }
        return count / classes;
    }

    /** The first {@code count / classes} images of each class, in file order. */
    static ImageSet balanced(ImageSet all, int count, Path source) {
        int each = perClass(count, all.classes(), source);
        int[] taken = new int[all.classes()];
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (taken[all.labels()[i]] < each) {
                taken[all.labels()[i]]++;
                chosen.add(i);
            }
        }
        if (chosen.size() < each * all.classes()) {
            throw new DataException(source + " holds too few images: asked for " + count + " with " + each
                    + " of each class, found " + chosen.size() + "; lower the number or complete the files");
        }
        return all.select(chosen.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Writes an image's bytes, row after row, red, green and blue of a pixel together; gives back where the next begins. */
    static int write(BufferedImage image, byte[] pixels, int from) {
        int at = from;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                pixels[at++] = (byte) (rgb >> 16);
                pixels[at++] = (byte) (rgb >> 8);
                pixels[at++] = (byte) rgb;
            }
        }
        return at;
    }
}
