package dither.nn.zoo;

import dither.nn.layer.image.BatchNorm;
import dither.nn.layer.image.Convolution;
import dither.nn.layer.image.GlobalAveragePool;
import java.util.List;

/**
 * MobileNet v1 for small images: depthwise 3x3 and pointwise convolutions in turn, each with batch normalisation and ReLU, after a
 * 3x3 stem of stride 1. Source: Howard et al. 2017; strides as in the DiffQ code for CIFAR.
 *
 * @param name how tables call it
 * @param width channels of the stem; the published network has 32
 * @param blocks pairs of convolutions, from the first of the published thirteen
 */
public record MobileNet(String name, int width, int blocks) implements Model {
    /** Channels of the blocks in widths of the stem, and their strides. */
    private static final List<Integer> WIDTHS = List.of(2, 4, 4, 8, 8, 16, 16, 16, 16, 16, 16, 32, 32);

    private static final List<Integer> STRIDES = List.of(1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1);

    public MobileNet {
        if (blocks < 1 || blocks > WIDTHS.size()) {
            throw new IllegalArgumentException("MobileNet has 1 to " + WIDTHS.size() + " blocks, asked for " + blocks);
        }
    }

    /** The published network: 3,217,226 parameters with 10 classes. */
    public static MobileNet cifar() {
        return new MobileNet("mobilenet", 32, 13);
    }

    /** Half the width, six blocks. */
    public static MobileNet desk() {
        return new MobileNet("mobilenet-16", 16, 6);
    }

    /** Two blocks from 8 channels. */
    public static MobileNet tiny() {
        return new MobileNet("mobilenet-tiny", 8, 2);
    }

    @Override
    public void build(Plan plan, Form form) {
        Form.Images images = Plan.images(name, form);
        plan.layer("stem", Convolution.threeByThree(images.channels(), width, 1).onInput(), Plan.INPUT);
        String x = plan.layer("stem_norm", new BatchNorm(width, true), "stem");
        int in = width;
        for (int b = 0; b < blocks; b++) {
            String block = "block" + (b + 1);
            int out = width * WIDTHS.get(b);
            plan.layer(block + "_depthwise", Convolution.depthwise(in, 3, STRIDES.get(b)), x);
            plan.layer(block + "_norm1", new BatchNorm(in, true), block + "_depthwise");
            plan.layer(block + "_pointwise", new Convolution(in, out, 1, 1, 0, false), block + "_norm1");
            x = plan.layer(block + "_norm2", new BatchNorm(out, true), block + "_pointwise");
            in = out;
        }
        plan.classify(plan.layer("pool", new GlobalAveragePool(), x), in, images.classes());
    }
}
