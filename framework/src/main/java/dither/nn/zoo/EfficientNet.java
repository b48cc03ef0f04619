package dither.nn.zoo;

import dither.kernel.network.Activate;
import dither.nn.layer.ActivationFunction;
import dither.nn.layer.Dense;
import dither.nn.layer.Sum;
import dither.nn.layer.image.BatchNorm;
import dither.nn.layer.image.ChannelGate;
import dither.nn.layer.image.Convolution;
import dither.nn.layer.image.GlobalAveragePool;
import java.util.List;

/**
 * EfficientNet: inverted bottlenecks with depthwise convolutions, squeeze-and-excitation, swish and stochastic depth. Source: Tan and
 * Le 2019; padding is the same on both sides.
 *
 * @param name how tables call it
 * @param widthFactor channels in those of B0, rounded to multiples of 8
 * @param depthFactor blocks of a stage in those of B0, rounded up
 * @param stages how many of the seven there are
 * @param stemStride 2, or 1 for small images
 * @param dropout before the classifier
 * @param drop stochastic depth that a block after the last would have; that of the others grows evenly from 0
 */
public record EfficientNet(
        String name, double widthFactor, double depthFactor, int stages, int stemStride, double dropout, double drop)
        implements Model {
    private static final int STEM = 32;
    private static final int HEAD = 1280;
    private static final double EPSILON = 1e-3;
    private static final double MOMENTUM = 0.01;

    /** A stage of B0. */
    private record Stage(int expansion, int kernel, int stride, int channels, int blocks) {}

    private static final List<Stage> B0 = List.of(
            new Stage(1, 3, 1, 16, 1),
            new Stage(6, 3, 2, 24, 2),
            new Stage(6, 5, 2, 40, 2),
            new Stage(6, 3, 2, 80, 3),
            new Stage(6, 5, 1, 112, 3),
            new Stage(6, 5, 2, 192, 4),
            new Stage(6, 3, 1, 320, 1));

    public EfficientNet {
        if (stages < 1 || stages > B0.size()) {
            throw new IllegalArgumentException("EfficientNet has 1 to " + B0.size() + " stages, asked for " + stages);
        }
    }

    /** B3: 12,233,232 parameters with 1,000 classes. */
    public static EfficientNet b3() {
        return new EfficientNet("efficientnet-b3", 1.2, 1.4, 7, 2, 0.3, 0.2);
    }

    /** Half of B0's width and four of its stages, for small images. */
    public static EfficientNet desk() {
        return new EfficientNet("efficientnet-desk", 0.5, 0.5, 4, 1, 0, 0);
    }

    /** A quarter of B0's width and two of its stages, for small images. */
    public static EfficientNet tiny() {
        return new EfficientNet("efficientnet-tiny", 0.25, 0.5, 2, 1, 0, 0);
    }

    @Override
    public void build(Plan plan, Form form) {
        Form.Images images = Plan.images(name, form);
        int in = channels(STEM);
        plan.layer("stem", new Convolution(images.channels(), in, 3, stemStride, 1, false).onInput(), Plan.INPUT);
        String x = active(plan, "stem_norm", in, "stem");
        int count = 0;
        int all = B0.subList(0, stages).stream().mapToInt(this::blocks).sum();
        for (int s = 0; s < stages; s++) {
            Stage stage = B0.get(s);
            int out = channels(stage.channels());
            for (int b = 0; b < blocks(stage); b++) {
                String block = "stage" + (s + 1) + "_" + (b + 1);
                x = block(plan, block, x, stage, in, out, b == 0 ? stage.stride() : 1, drop * count++ / all);
                in = out;
            }
        }
        int head = channels(HEAD);
        plan.layer("head", new Convolution(in, head, 1, 1, 0, false), x);
        plan.layer("pool", new GlobalAveragePool(), active(plan, "head_norm", head, "head"));
        plan.classify(plan.dropout("dropout", dropout, "pool"), head, images.classes());
    }

    private String block(
            Plan plan, String name, String in, Stage stage, int channels, int out, int stride, double dropped) {
        int wide = channels * stage.expansion();
        String x = in;
        if (stage.expansion() > 1) {
            plan.layer(name + "_expand", new Convolution(channels, wide, 1, 1, 0, false), x);
            x = active(plan, name + "_norm1", wide, name + "_expand");
        }
        plan.layer(name + "_depthwise", Convolution.depthwise(wide, stage.kernel(), stride), x);
        x = active(plan, name + "_norm2", wide, name + "_depthwise");
        int reduced = Math.max(1, channels / 4);
        plan.layer(name + "_squeeze", new GlobalAveragePool(), x);
        plan.layer(name + "_reduce", new Dense(wide, reduced), name + "_squeeze");
        plan.layer(name + "_reduced", new ActivationFunction(Activate.SWISH), name + "_reduce");
        plan.layer(name + "_excite", new Dense(reduced, wide), name + "_reduced");
        plan.layer(name + "_gate", new ActivationFunction(Activate.SIGMOID), name + "_excite");
        plan.vertex(name + "_gated", new ChannelGate(), x, name + "_gate");
        plan.layer(name + "_project", new Convolution(wide, out, 1, 1, 0, false), name + "_gated");
        String end = plan.layer(name + "_norm3", norm(out), name + "_project");
        return stride == 1 && channels == out ? plan.vertex(name, new Sum(dropped, true), end, in) : end;
    }

    private String active(Plan plan, String name, int channels, String in) {
        plan.layer(name, norm(channels), in);
        return plan.layer(name + "_swish", new ActivationFunction(Activate.SWISH), name);
    }

    private static BatchNorm norm(int channels) {
        return new BatchNorm(channels, false).epsilon(EPSILON).momentum(MOMENTUM);
    }

    private int blocks(Stage stage) {
        return (int) Math.ceil(depthFactor * stage.blocks());
    }

    /** To the nearest multiple of 8, but not below nine tenths. */
    private int channels(int ofB0) {
        double exact = widthFactor * ofB0;
        int rounded = Math.max(8, (int) (exact + 4) / 8 * 8);
        return rounded < 0.9 * exact ? rounded + 8 : rounded;
    }
}
