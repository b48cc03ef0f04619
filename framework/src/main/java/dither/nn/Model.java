package dither.nn;

/**
 * The architecture of a residual network for small images: a 3x3 stem, {@code stages} of {@code blocks} basic blocks,
 * the width doubled and the image halved at each new stage, global average pooling and a classifier.
 *
 * @param name how tables call it
 * @param width channels of the first stage
 * @param stages number of resolutions
 * @param blocks basic blocks of each stage
 * @param shortcut what joins blocks of different shape
 */
public record Model(String name, int width, int stages, int blocks, Shortcut shortcut) {

    public Model {
        if (width < 1 || stages < 1 || blocks < 1) {
            throw new IllegalArgumentException("a model needs width, stages and blocks of at least 1, were " + width
                    + ", " + stages + ", " + blocks);
        }
    }

    /** What joins blocks of different shape (He et al. 2016, section 3.3). */
    public enum Shortcut {
        /** Option A: every other pixel, channels padded with zeros; no parameters. */
        SUBSAMPLE,
        /** Option B: a strided 1x1 convolution with batch normalisation. */
        CONVOLUTION
    }

    /** ResNet-20 for CIFAR: 269,722 parameters with 10 classes. */
    public static Model resnet20() {
        return new Model("resnet20", 16, 3, 3, Shortcut.SUBSAMPLE);
    }

    /** ResNet-18 with a 3x3 stem for CIFAR: 11,173,962 parameters with 10 classes. */
    public static Model resnet18() {
        return new Model("resnet18", 64, 4, 2, Shortcut.CONVOLUTION);
    }

    /** The smallest sensible member of the family, for runs of seconds: two stages of one block. */
    public static Model tiny() {
        return new Model("tiny", 16, 2, 1, Shortcut.SUBSAMPLE);
    }
}
