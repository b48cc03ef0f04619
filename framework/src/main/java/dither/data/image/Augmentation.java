package dither.data.image;

/**
 * Random changes to training images.
 *
 * @param padding images are padded with this many pixels of the mean colour on each side and cropped back at random;
 *     the DiffQ code pads with black
 * @param flip whether half of the images are mirrored left to right
 */
public record Augmentation(int padding, boolean flip) {
    public Augmentation {
        if (padding < 0) {
            throw new IllegalArgumentException("padding must be at least 0, was " + padding);
        }
    }

    /** Images as they are. */
    public static Augmentation none() {
        return new Augmentation(0, false);
    }

    /** Padding of 4 and flips, as usual on CIFAR but for the colour of the padding. */
    public static Augmentation cifar() {
        return new Augmentation(4, true);
    }
}
