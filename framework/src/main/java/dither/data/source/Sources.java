package dither.data.source;

import dither.data.source.Source.Remote;
import java.net.URI;
import java.util.List;

/** The public data sets that experiments name. Hashes are those that others have published for the same address. */
public final class Sources {
    private static final String MNIST = "https://storage.googleapis.com/cvdf-datasets/mnist/";
    private static final String GLUE = "https://dl.fbaipublicfiles.com/glue/data/";

    private Sources() {}

    /** All of them. */
    public static List<Source> all() {
        return List.of(
                new Source(
                        "cifar10",
                        "CIFAR-10, binary",
                        "cifar10",
                        List.of(archive(
                                "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
                                170_052_171,
                                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")),
                        "none stated; cite Krizhevsky 2009",
                        URI.create("https://www.cs.toronto.edu/~kriz/cifar.html")),
                new Source(
                        "cifar100",
                        "CIFAR-100, binary",
                        "cifar100",
                        List.of(archive(
                                "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
                                0,
                                "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec")),
                        "none stated; cite Krizhevsky 2009",
                        URI.create("https://www.cs.toronto.edu/~kriz/cifar.html")),
                new Source(
                        "mnist",
                        "MNIST, idx",
                        "mnist",
                        List.of(
                                file(
                                        MNIST + "train-images-idx3-ubyte.gz",
                                        9_912_422,
                                        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
                                file(
                                        MNIST + "train-labels-idx1-ubyte.gz",
                                        28_881,
                                        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
                                file(
                                        MNIST + "t10k-images-idx3-ubyte.gz",
                                        1_648_877,
                                        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
                                file(
                                        MNIST + "t10k-labels-idx1-ubyte.gz",
                                        4_542,
                                        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")),
                        "none stated; LeCun, Cortes and Burges",
                        URI.create("http://yann.lecun.com/exdb/mnist/")),
                new Source(
                        "tiny-imagenet",
                        "Tiny-ImageNet-200",
                        "tiny_imagenet",
                        List.of(archive("http://cs231n.stanford.edu/tiny-imagenet-200.zip", 0, null)),
                        "terms of ImageNet: research only",
                        URI.create("http://cs231n.stanford.edu/")),
                new Source(
                        "imagenet",
                        "ImageNet (ILSVRC 2012)",
                        "imagenet",
                        List.of(),
                        "terms of ImageNet: research only, after registration",
                        URI.create("https://www.image-net.org/download.php")),
                new Source(
                        "wikitext103",
                        "WikiText-103, tokens",
                        "wikitext103",
                        List.of(archive(
                                "https://s3.amazonaws.com/research.metamind.io/wikitext/wikitext-103-v1.zip", 0, null)),
                        "CC BY-SA 3.0",
                        URI.create("https://huggingface.co/datasets/Salesforce/wikitext")),
                new Source(
                        "mnli",
                        "MultiNLI as GLUE has it",
                        "MNLI",
                        List.of(archive(
                                GLUE + "MNLI.zip",
                                0,
                                "e7c1d896d26ed6caf700110645df426cc2d8ebf02a5ab743d5a5c68ac1c83633")),
                        "mostly OANC; parts CC BY 3.0, CC BY-SA 3.0 and public domain",
                        URI.create("https://cims.nyu.edu/~sbowman/multinli/")),
                new Source(
                        "rte",
                        "RTE as GLUE has it",
                        "rte",
                        List.of(archive(GLUE + "RTE.zip", 0, null)),
                        "none stated; research use",
                        URI.create("https://gluebenchmark.com/tasks")),
                new Source(
                        "sst2",
                        "SST-2 as GLUE has it",
                        "sst2",
                        List.of(archive(GLUE + "SST-2.zip", 0, null)),
                        "none stated",
                        URI.create("https://nlp.stanford.edu/sentiment/")),
                new Source(
                        "snli",
                        "SNLI 1.0",
                        "snli_1.0",
                        List.of(archive("https://nlp.stanford.edu/projects/snli/snli_1.0.zip", 0, null)),
                        "CC BY-SA 4.0",
                        URI.create("https://nlp.stanford.edu/projects/snli/")),
                new Source(
                        "musdb18",
                        "MUSDB18-HQ, WAV",
                        "musdb18",
                        List.of(archive("https://zenodo.org/records/3338373/files/musdb18hq.zip", 0, null)),
                        "most tracks CC BY-NC-SA 4.0: not commercial",
                        URI.create("https://zenodo.org/records/3338373")));
    }

    private static Remote archive(String address, long bytes, String sha256) {
        return new Remote(URI.create(address), bytes, sha256, true);
    }

    private static Remote file(String address, long bytes, String sha256) {
        return new Remote(URI.create(address), bytes, sha256, false);
    }
}
