package dither.data;

/**
 * A task's images.
 *
 * @param train what training sees
 * @param test what accuracy is measured on
 * @param normalisation applied to both
 */
public record Dataset(ImageSet train, ImageSet test, Normalisation normalisation) {}
