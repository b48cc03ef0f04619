package dither.data.image;

import dither.data.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Labelled images of one size, as bytes.
 *
 * @param height rows
 * @param width columns
 * @param channels 1 or 3
 * @param classes labels are below it
 * @param pixels of each image
 * @param labels one per image
 */
public record ImageSet(int height, int width, int channels, int classes, Pixels pixels, int[] labels) {
    public ImageSet {
        if (pixels.images() != labels.length || pixels.imageBytes() != height * width * channels) {
            throw new IllegalArgumentException(labels.length + " images of " + height + " x " + width + " x " + channels
                    + " need as many of " + height * width * channels + " bytes, got " + pixels.images() + " of "
                    + pixels.imageBytes());
        }
    }

    /**
     * Images that are held in memory.
     *
     * @param pixels image after image, row after row, channels of a pixel together
     */
    public ImageSet(int height, int width, int channels, int classes, byte[] pixels, int[] labels) {
        this(height, width, channels, classes, new Pixels.Held(pixels, height * width * channels), labels);
    }

    /** How many images. */
    public int size() {
        return labels.length;
    }

    /** Bytes of one image. */
    public int imageBytes() {
        return height * width * channels;
    }

    /** The images at {@code indices}, in that order, in memory. */
    public ImageSet select(int[] indices) {
        byte[] chosen = new byte[indices.length * imageBytes()];
        int[] theirs = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(pixels.of(indices[i]), 0, chosen, i * imageBytes(), imageBytes());
            theirs[i] = labels[indices[i]];
        }
        return new ImageSet(height, width, channels, classes, chosen, theirs);
    }

    /** SHA-256 of sizes, labels and pixels: identifies the data that a run really saw. Of images on disk, of names and lengths of files. */
    public String sha256() {
        ByteBuffer head = ByteBuffer.allocate(4 * (4 + labels.length));
        head.putInt(height).putInt(width).putInt(channels).putInt(classes);
        for (int label : labels) {
            head.putInt(label);
        }
        MessageDigest digest = Sha256.digest();
        digest.update(head.array());
        pixels.addTo(digest);
        return Sha256.text(digest);
    }
}
