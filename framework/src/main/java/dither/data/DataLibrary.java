package dither.data;

import dither.random.Purpose;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Loads data sets from one folder, each once. */
public final class DataLibrary {
    private final Path folder;
    private final Map<DataSpec, Dataset> loaded = new HashMap<>();
    private final Map<DataSpec, String> hashes = new HashMap<>();

    /** @param folder where the files are; may be null if only generated data is asked for */
    public DataLibrary(Path folder) {
        this.folder = folder;
    }

    /**
     * The data of {@code spec}.
     *
     * @throws DataException if files are missing, cut or corrupt, or hold fewer images than asked for
     */
    public synchronized Dataset load(DataSpec spec) {
        return loaded.computeIfAbsent(spec, this::read);
    }

    /** Identifies the data of {@code spec} as loaded. */
    public synchronized String sha256(DataSpec spec) {
        return hashes.computeIfAbsent(spec, s -> load(s).sha256());
    }

    private Dataset read(DataSpec spec) {
        return switch (spec) {
            case DataSpec.Synthetic(int size, int train, int test) -> {
                var images = new SyntheticImages(size);
                yield new Dataset(
                        images.generate(train, Purpose.DATA.stream(0).at("train")),
                        images.generate(test, Purpose.DATA.stream(0).at("test")),
                        Normalisation.generated());
            }
            case DataSpec.Cifar10(int train, int test) -> {
                Path cifar = folder(
                        "cifar10", "CIFAR-10 in its binary layout (data_batch_1.bin ... test_batch.bin, or .gz)");
                yield new Dataset(
                        balanced(CifarBinary.read(cifar, "data_batch"), train, cifar),
                        balanced(CifarBinary.read(cifar, "test_batch"), test, cifar),
                        Normalisation.cifar10());
            }
            case DataSpec.Cifar10Jpeg(int train, int test) -> {
                Path cifar = folder("cifar10", "tars of class-labelled JPEGs (*_jpg_train.tar.gz, *_jpg_test*.tar.gz)");
                yield new Dataset(
                        JpegTar.read(JpegTar.find(cifar, "_jpg_train"), train),
                        JpegTar.read(JpegTar.find(cifar, "_jpg_test"), test),
                        Normalisation.cifar10());
            }
            case DataSpec.Mnist(int train, int test) -> {
                Path mnist = folder("mnist", "the four idx files of MNIST (train-images-idx3-ubyte.gz ...)");
                yield new Dataset(
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

    private Path folder(String name, String expected) {
        if (folder == null) {
            throw new DataException("this experiment needs data: name the folder that holds " + name
                    + "/ with --data DIR or the variable DITHER_DATA");
        }
        Path path = folder.resolve(name);
        if (!Files.isDirectory(path)) {
            throw new DataException(path + " is not a folder; expected " + expected
                    + "; name the folder above it with --data DIR or DITHER_DATA");
        }
        return path;
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
}
