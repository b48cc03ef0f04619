package dither.data.image;

import dither.Added;

/**
 * Random changes to training images and their targets.
 *
 * @param padding images are padded with this many pixels of the mean colour on each side and cropped back at random;
 *     the DiffQ code pads with black
 * @param flip whether half of the images are mirrored left to right
 * @param randAugment operations on each image; null for none
 * @param erasing share of images in which a random rectangle of 2 to 33 % becomes noise (Zhong et al. 2020)
 * @param smoothing share of each target that is spread over all classes
 * @param mixup parameter of the beta distribution by which pairs of images are blended; 0 for none
 * @param cutmix the same for rectangles of one image in another
 */
public record Augmentation(
        int padding,
        boolean flip,
        @Added(before = "null") RandAugment randAugment,
        @Added(before = "0.0") double erasing,
        @Added(before = "0.0") double smoothing,
        @Added(before = "0.0") double mixup,
        @Added(before = "0.0") double cutmix) {
    public Augmentation {
        if (padding < 0) {
            throw new IllegalArgumentException("padding must be at least 0, was " + padding);
        }
        if (!(erasing >= 0 && erasing <= 1 && smoothing >= 0 && smoothing < 1 && mixup >= 0 && cutmix >= 0)) {
            throw new IllegalArgumentException(
                    "erasing must be in [0, 1], smoothing in [0, 1), mixup and cutmix at least" + " 0; were " + erasing
                            + ", " + smoothing + ", " + mixup + ", " + cutmix);
        }
    }

    /** Crops and flips alone. */
    public Augmentation(int padding, boolean flip) {
        this(padding, flip, null, 0, 0, 0, 0);
    }

    /** Images as they are. */
    public static Augmentation none() {
        return new Augmentation(0, false);
    }

    /** Padding of 4 and flips, as usual on CIFAR but for the colour of the padding. */
    public static Augmentation cifar() {
        return new Augmentation(4, true);
    }

    /** That of DeiT: flips, RandAugment, erasing, smoothing, mixup and CutMix; its colour jitter and resized crops are left out. */
    public static Augmentation deit() {
        return new Augmentation(0, true, new RandAugment(2, 9, 0.5), 0.25, 0.1, 0.8, 1);
    }

    /** Whether targets are shares of classes rather than labels. */
    public boolean mixes() {
        return smoothing > 0 || mixup > 0 || cutmix > 0;
    }
}
