package dither.nn.zoo;

import dither.Added;
import dither.nn.layer.ResidualAdd;
import dither.nn.layer.image.BatchNorm;
import dither.nn.layer.image.Convolution;
import dither.nn.layer.image.GlobalAveragePool;
import dither.nn.layer.image.MaxPool;
import dither.nn.layer.image.SubsampleShortcut;

/**
 * A residual network: a stem, {@code stages} of {@code blocks} basic blocks, the width doubled and the image halved at each new
 * stage, global average pooling and a classifier. Source: He et al. 2016.
 *
 * @param name how tables call it
 * @param width channels of the first stage
 * @param stages number of resolutions
 * @param blocks basic blocks of each stage
 * @param shortcut what joins blocks of different shape
 * @param stem what meets the image
 */
@Added(before = "the only family")
public record ResNet(
        String name,
        int width,
        int stages,
        int blocks,
        Shortcut shortcut,
        @Added(before = "\"SMALL_IMAGES\"") Stem stem)
        implements Model {

    public ResNet {
        if (width < 1 || stages < 1 || blocks < 1) {
            throw new IllegalArgumentException("a model needs width, stages and blocks of at least 1, were " + width
                    + ", " + stages + ", " + blocks);
        }
    }

    /** For small images. */
    public ResNet(String name, int width, int stages, int blocks, Shortcut shortcut) {
        this(name, width, stages, blocks, shortcut, Stem.SMALL_IMAGES);
    }

    /** What meets the image (He et al. 2016, sections 4.1 and 4.2). */
    public enum Stem {
        /** A 3x3 convolution that keeps the size, as for CIFAR. */
        SMALL_IMAGES,
        /** A 7x7 convolution and a maximum pool, each halving the size, as for ImageNet. */
        LARGE_IMAGES
    }

    /** What joins blocks of different shape (He et al. 2016, section 3.3). */
    public enum Shortcut {
        /** Option A: every other pixel, channels padded with zeros; no parameters. */
        SUBSAMPLE,
        /** Option B: a strided 1x1 convolution with batch normalisation. */
        CONVOLUTION
    }

    /** ResNet-20 for CIFAR: 269,722 parameters with 10 classes. */
    public static ResNet resnet20() {
        return new ResNet("resnet20", 16, 3, 3, Shortcut.SUBSAMPLE);
    }

    /** ResNet-18 with a 3x3 stem for CIFAR: 11,173,962 parameters with 10 classes. */
    public static ResNet resnet18() {
        return new ResNet("resnet18", 64, 4, 2, Shortcut.CONVOLUTION);
    }

    /** ResNet-18 for ImageNet: 11,689,512 parameters with 1,000 classes. */
    public static ResNet resnet18ImageNet() {
        return new ResNet("resnet18-imagenet", 64, 4, 2, Shortcut.CONVOLUTION, Stem.LARGE_IMAGES);
    }

    /** The smallest sensible member of the family, for runs of seconds: two stages of one block. */
    public static ResNet tiny() {
        return new ResNet("tiny", 16, 2, 1, Shortcut.SUBSAMPLE);
    }

    @Override
    public void build(Plan plan, Form form) {
        Form.Images images = Plan.images(name, form);
        String features = stem(plan, images.channels());
        int in = width;
        for (int stage = 0; stage < stages; stage++) {
            int out = width << stage;
            for (int block = 0; block < blocks; block++) {
                int stride = block == 0 && stage > 0 ? 2 : 1;
                features = block(plan, "stage" + (stage + 1) + "_" + (block + 1), features, in, out, stride);
                in = out;
            }
        }
        plan.classify(plan.layer("pool", new GlobalAveragePool(), features), in, images.classes());
    }

    private String stem(Plan plan, int channels) {
        boolean large = stem == Stem.LARGE_IMAGES;
        Convolution convolution =
                large ? new Convolution(channels, width, 7, 2, 3, false) : Convolution.threeByThree(channels, width, 1);
        plan.layer("stem", convolution.onInput(), Plan.INPUT);
        String features = plan.layer("stem_norm", new BatchNorm(width, true), "stem");
        return large ? plan.layer("stem_pool", new MaxPool(3, 2, 1), features) : features;
    }

    private String block(Plan plan, String name, String in, int inChannels, int outChannels, int stride) {
        plan.layer(name + "_conv1", Convolution.threeByThree(inChannels, outChannels, stride), in);
        plan.layer(name + "_norm1", new BatchNorm(outChannels, true), name + "_conv1");
        plan.layer(name + "_conv2", Convolution.threeByThree(outChannels, outChannels, 1), name + "_norm1");
        plan.layer(name + "_norm2", new BatchNorm(outChannels, false), name + "_conv2");
        String shortcut = stride == 1 && inChannels == outChannels
                ? in
                : shortcut(plan, name + "_shortcut", in, inChannels, outChannels, stride);
        return plan.vertex(name, new ResidualAdd(), name + "_norm2", shortcut);
    }

    private String shortcut(Plan plan, String name, String in, int inChannels, int outChannels, int stride) {
        if (shortcut == Shortcut.SUBSAMPLE) {
            return plan.layer(name, new SubsampleShortcut(outChannels), in);
        }
        plan.layer(name, new Convolution(inChannels, outChannels, 1, stride, 0, false), in);
        return plan.layer(name + "_norm", new BatchNorm(outChannels, false), name);
    }
}
