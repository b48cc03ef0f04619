package dither.data.image;

import dither.random.Permutation;
import dither.random.RandomStream;
import java.util.Arrays;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * Targets of a batch of images as shares of classes: smoothed labels, and pairs of images mixed as a whole (mixup, Zhang et al. 2018) or with a
 * rectangle of one in the other (CutMix, Yun et al. 2019), one of the two at random for each batch where both are asked for.
 */
final class Mixer {
    private final Augmentation change;
    private final int classes;

    Mixer(Augmentation change, int classes) {
        this.change = change;
        this.classes = classes;
    }

    /** Mixes {@code images} in place; returns the targets [images][classes]. */
    float[][] mix(Batcher.Images images, RandomStream draw) {
        float[][] shares = new float[images.labels().length][classes];
        for (int i = 0; i < shares.length; i++) {
            Arrays.fill(shares[i], (float) (change.smoothing() / classes));
            shares[i][images.labels()[i]] += (float) (1 - change.smoothing());
        }
        boolean cut = change.cutmix() > 0 && (change.mixup() == 0 || draw.below(0, 2) == 0);
        double alpha = cut ? change.cutmix() : change.mixup();
        if (alpha == 0) {
            return shares;
        }
        double kept = new BetaDistribution(null, alpha, alpha).inverseCumulativeProbability(draw.uniform(1));
        int[] partner = Permutation.of(shares.length, draw.at("partners"));
        float[] others = images.inputs().clone();
        kept = cut ? cut(images, others, partner, kept, draw) : blend(images.inputs(), others, partner, kept);
        float[][] mixed = new float[shares.length][classes];
        for (int i = 0; i < shares.length; i++) {
            for (int c = 0; c < classes; c++) {
                mixed[i][c] = (float) (kept * shares[i][c] + (1 - kept) * shares[partner[i]][c]);
            }
        }
        return mixed;
    }

    private static double blend(float[] inputs, float[] others, int[] partner, double kept) {
        int each = inputs.length / partner.length;
        for (int i = 0; i < partner.length; i++) {
            for (int k = 0; k < each; k++) {
                inputs[i * each + k] =
                        (float) (kept * others[i * each + k] + (1 - kept) * others[partner[i] * each + k]);
            }
        }
        return kept;
    }

    /** One rectangle for the batch; returns the share of pixels that are an image's own. */
    private static double cut(Batcher.Images images, float[] others, int[] partner, double kept, RandomStream draw) {
        int height = (int) images.shape()[1];
        int width = (int) images.shape()[2];
        int channels = (int) images.shape()[3];
        int high = (int) (height * Math.sqrt(1 - kept));
        int wide = (int) (width * Math.sqrt(1 - kept));
        int fromY = draw.below(2, height) - high / 2;
        int fromX = draw.below(3, width) - wide / 2;
        int top = Math.max(0, fromY);
        int left = Math.max(0, fromX);
        int bottom = Math.min(height, fromY + high);
        int right = Math.min(width, fromX + wide);
        for (int i = 0; i < partner.length; i++) {
            for (int y = top; y < bottom; y++) {
                int from = ((partner[i] * height + y) * width + left) * channels;
                int to = ((i * height + y) * width + left) * channels;
                System.arraycopy(others, from, images.inputs(), to, (right - left) * channels);
            }
        }
        return 1 - (double) (bottom - top) * (right - left) / (height * width);
    }
}
