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
 * @param crop smallest share of an image that is cut out and enlarged to the whole; 0 for no such cuts
 * @param repeats how often an image follows itself in an epoch, changed differently each time; epochs keep their length, so they show fewer
 *     images (Hoffer et al. 2020)
 */
public record Augmentation(
        int padding,
        boolean flip,
        @Added(before = "null") RandAugment randAugment,
        @Added(before = "0.0") double erasing,
        @Added(before = "0.0") double smoothing,
        @Added(before = "0.0") double mixup,
        @Added(before = "0.0") double cutmix,
        @Added(before = "0.0") double crop,
        @Added(before = "1") int repeats) {
    public Augmentation {
        if (padding < 0 || repeats < 1) {
            throw new IllegalArgumentException(
                    "padding must be at least 0 and repeats at least 1, were " + padding + " and " + repeats);
        }
        if (!(crop >= 0 && crop <= 1)) {
            throw new IllegalArgumentException("crop must be in [0, 1], was " + crop);
        }
        if (!(erasing >= 0 && erasing <= 1 && smoothing >= 0 && smoothing < 1 && mixup >= 0 && cutmix >= 0)) {
            throw new IllegalArgumentException(
                    "erasing must be in [0, 1], smoothing in [0, 1), mixup and cutmix at least" + " 0; were " + erasing
                            + ", " + smoothing + ", " + mixup + ", " + cutmix);
        }
    }

    /** Crops and flips alone. */
    public Augmentation(int padding, boolean flip) {
        this(padding, flip, null, 0, 0, 0, 0, 0, 1);
    }

    /** Images as they are. */
    public static Augmentation none() {
        return new Augmentation(0, false);
    }

    /** Padding of 4 and flips, as usual on CIFAR but for the colour of the padding. */
    public static Augmentation cifar() {
        return new Augmentation(4, true);
    }

    /** That of DeiT; the colour jitter among its options does nothing beside RandAugment. */
    public static Augmentation deit() {
        return new Augmentation(0, true, new RandAugment(2, 9, 0.5), 0.25, 0.1, 0.8, 1, 0.08, 3);
    }

    /** This with other shares of erasing, smoothing, mixup and CutMix. */
    public Augmentation mixing(double erasing, double smoothing, double mixup, double cutmix) {
        return new Augmentation(padding, flip, randAugment, erasing, smoothing, mixup, cutmix, crop, repeats);
    }

    /** Whether targets are shares of classes rather than labels. */
    public boolean mixes() {
        return smoothing > 0 || mixup > 0 || cutmix > 0;
    }
}
