package dither.data;

/**
 * A task's images.
 *
 * @param train what training sees
 * @param test what accuracy is measured on
 * @param normalisation applied to both
 */
public record Dataset(ImageSet train, ImageSet test, Normalisation normalisation) {
    public Dataset {
        if (train.classes() != test.classes() || train.imageBytes() != test.imageBytes()) {
            throw new DataException("training images have " + train.classes() + " classes and " + train.imageBytes()
                    + " bytes, test images " + test.classes() + " and " + test.imageBytes() + "; they must agree");
        }
    }

    /** Identifies all images and labels. */
    public String sha256() {
        return train.sha256() + "+" + test.sha256();
    }
}
