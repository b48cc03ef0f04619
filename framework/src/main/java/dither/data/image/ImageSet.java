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
 * @param pixels image after image, row after row, channels of a pixel together
 * @param labels one per image
 */
public record ImageSet(int height, int width, int channels, int classes, byte[] pixels, int[] labels) {
    public ImageSet {
        if (pixels.length != (long) labels.length * height * width * channels) {
            throw new IllegalArgumentException(labels.length + " images of " + height + " x " + width + " x " + channels
                    + " need " + (long) labels.length * height * width * channels + " bytes, got " + pixels.length);
        }
    }

    /** How many images. */
    public int size() {
        return labels.length;
    }

    /** Bytes of one image. */
    public int imageBytes() {
        return height * width * channels;
    }

    /** The images at {@code indices}, in that order. */
    public ImageSet select(int[] indices) {
        byte[] chosen = new byte[indices.length * imageBytes()];
        int[] theirs = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(pixels, indices[i] * imageBytes(), chosen, i * imageBytes(), imageBytes());
            theirs[i] = labels[indices[i]];
        }
        return new ImageSet(height, width, channels, classes, chosen, theirs);
    }

    /** SHA-256 of sizes, labels and pixels: identifies the data that a run really saw. */
    public String sha256() {
        ByteBuffer head = ByteBuffer.allocate(4 * (4 + labels.length));
        head.putInt(height).putInt(width).putInt(channels).putInt(classes);
        for (int label : labels) {
            head.putInt(label);
        }
        MessageDigest digest = Sha256.digest();
        digest.update(head.array());
        digest.update(pixels);
        return Sha256.text(digest);
    }
}
