package dither.data;

import dither.data.image.ImageSet;
import dither.data.image.Normalisation;

/**
 * A task's images.
 *
 * @param train what training sees
 * @param test what accuracy is measured on
 * @param normalisation applied to both
 */
public record ImageDataset(ImageSet train, ImageSet test, Normalisation normalisation) implements Dataset {
    public ImageDataset {
        if (train.classes() != test.classes() || train.imageBytes() != test.imageBytes()) {
            throw new DataException("training images have " + train.classes() + " classes and " + train.imageBytes()
                    + " bytes, test images " + test.classes() + " and " + test.imageBytes() + "; they must agree");
        }
    }

    @Override
    public String trainSha256() {
        return train.sha256();
    }

    @Override
    public String testSha256() {
        return test.sha256();
    }
}
