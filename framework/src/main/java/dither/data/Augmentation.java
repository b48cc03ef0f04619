package dither.data;

/**
 * Random changes to training images.
 *
 * @param padding images are padded with this many zeros (after normalisation) on each side and cropped back at random
 * @param flip whether half of the images are mirrored left to right
 */
public record Augmentation(int padding, boolean flip) {
    /** Images as they are. */
    public static Augmentation none() {
        return new Augmentation(0, false);
    }

    /** Padding of 4 and flips, the standard of CIFAR. */
    public static Augmentation cifar() {
        return new Augmentation(4, true);
    }
}
