package dither.nn.zoo;

import dither.kernel.network.Activate;
import dither.nn.layer.image.ClassToken;
import dither.nn.layer.image.Convolution;
import dither.nn.layer.sequence.FirstPlace;
import dither.nn.layer.sequence.Positions;

/**
 * A vision Transformer: patches of an image as tokens after a learned one, on whose place the classifier reads. Sources: Dosovitskiy et
 * al. 2021; Touvron et al. 2021 (DeiT).
 *
 * @param name how tables call it
 * @param patch rows and columns of a patch
 * @param layers of attention and feed-forward, pre-norm
 * @param channels of the network
 * @param heads of attention
 * @param feedForward channels between the two feed-forward products
 * @param dropout rates
 * @param drop stochastic depth of the last layer; that of the others grows evenly from 0
 */
public record VisionTransformer(
        String name, int patch, int layers, int channels, int heads, int feedForward, DropoutRates dropout, double drop)
        implements Model {

    /** DeiT-B: 86,567,656 parameters with images of 224 x 224 and 1,000 classes. */
    public static VisionTransformer deitB() {
        return new VisionTransformer("deit-b", 16, 12, 768, 12, 3072, DropoutRates.none(), 0.1);
    }

    /** The small one of the DiffQ code for CIFAR. */
    public static VisionTransformer cifar() {
        return new VisionTransformer("vit-cifar", 4, 6, 512, 8, 512, new DropoutRates(0.1, 0, 0.1, 0), 0);
    }

    /** Four layers of 96 channels, for minutes on a desk. */
    public static VisionTransformer desk() {
        return new VisionTransformer("vit-4", 4, 4, 96, 4, 192, DropoutRates.none(), 0);
    }

    /** Two layers of 32 channels, for runs of seconds. */
    public static VisionTransformer tiny() {
        return new VisionTransformer("vit-tiny", 4, 2, 32, 4, 64, DropoutRates.none(), 0);
    }

    @Override
    public void build(Plan plan, Form form) {
        Form.Images images = Plan.images(name, form);
        int side = images.side() / patch;
        if (side * patch != images.side()) {
            throw new IllegalArgumentException("model " + name + " cuts images into patches of " + patch
                    + ", which does not divide " + images.side());
        }
        plan.layer(
                "patches", new Convolution(images.channels(), channels, patch, patch, 0, true).onInput(), Plan.INPUT);
        plan.layer("token", new ClassToken(channels), "patches");
        plan.layer("positions", Positions.learned(1 + side * side, channels), "token");
        String x = plan.dropout("input_dropout", dropout.hidden(), "positions");
        TransformerLayer layer =
                new TransformerLayer(channels, heads, feedForward, Activate.GELU, false, true, true, dropout, 0, 1e-6);
        for (int i = 0; i < layers; i++) {
            x = layer.withDrop(layers == 1 ? 0 : drop * i / (layers - 1)).add(plan, "layer" + (i + 1), x);
        }
        plan.norm("norm", channels, 1e-6, x);
        plan.classify(plan.layer("first", new FirstPlace(), "norm"), channels, images.classes());
    }
}
