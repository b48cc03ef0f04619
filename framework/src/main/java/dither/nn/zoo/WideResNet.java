package dither.nn.zoo;

import dither.nn.layer.Sum;
import dither.nn.layer.image.BatchNorm;
import dither.nn.layer.image.Convolution;
import dither.nn.layer.image.GlobalAveragePool;

/**
 * A wide residual network for small images: three stages of pre-activation blocks, every convolution with a bias, dropout between the
 * two of a block. Source: Zagoruyko and Komodakis 2016; biases and dropout as in the DiffQ code.
 *
 * @param name how tables call it
 * @param blocks of each stage
 * @param factor channels of the first stage in sixteens
 * @param dropout rate between the convolutions of a block
 */
public record WideResNet(String name, int blocks, int factor, double dropout) implements Model {
    private static final int STEM = 16;
    private static final int STAGES = 3;

    /** WRN-28-10: 36,489,290 parameters with 10 classes. */
    public static WideResNet wrn28x10() {
        return new WideResNet("wrn-28-10", 4, 10, 0.3);
    }

    /** One block a stage, twice as wide as a ResNet. */
    public static WideResNet desk() {
        return new WideResNet("wrn-10-2", 1, 2, 0);
    }

    /** One block a stage, as narrow as can be. */
    public static WideResNet tiny() {
        return new WideResNet("wrn-10-1", 1, 1, 0);
    }

    @Override
    public void build(Plan plan, Form form) {
        Form.Images images = Plan.images(name, form);
        String x = plan.layer("stem", convolution(images.channels(), STEM, 3, 1).onInput(), Plan.INPUT);
        int in = STEM;
        for (int stage = 0; stage < STAGES; stage++) {
            int out = STEM * factor << stage;
            for (int b = 0; b < blocks; b++) {
                String block = "stage" + (stage + 1) + "_" + (b + 1);
                x = block(plan, block, x, in, out, b == 0 && stage > 0 ? 2 : 1);
                in = out;
            }
        }
        plan.layer("norm", new BatchNorm(in, true).momentum(0.9), x);
        plan.classify(plan.layer("pool", new GlobalAveragePool(), "norm"), in, images.classes());
    }

    private String block(Plan plan, String name, String x, int in, int out, int stride) {
        plan.layer(name + "_norm1", new BatchNorm(in, true), x);
        plan.layer(name + "_conv1", convolution(in, out, 3, 1), name + "_norm1");
        String middle = plan.dropout(name + "_dropout", dropout, name + "_conv1");
        plan.layer(name + "_norm2", new BatchNorm(out, true), middle);
        plan.layer(name + "_conv2", convolution(out, out, 3, stride), name + "_norm2");
        String shortcut =
                stride == 1 && in == out ? x : plan.layer(name + "_shortcut", convolution(in, out, 1, stride), x);
        return plan.vertex(name, new Sum(0, true), name + "_conv2", shortcut);
    }

    private static Convolution convolution(int in, int out, int kernel, int stride) {
        return new Convolution(in, out, kernel, stride, kernel / 2, true);
    }
}
