package dither.experiments;

import dither.data.ImageSpec;
import dither.data.image.Augmentation;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.ResNet;
import dither.quant.DiffQ;
import dither.quant.Ipq;
import dither.quant.Lsq;
import dither.quant.Method;
import dither.quant.QuantNoise;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/** Data, model and recipes of the image experiments at each scale. */
final class ImageSettings {
    private static final Optimizer NESTEROV = new Optimizer.Sgd(0.9, true);

    /** Engine and classifier, but neither biases nor norms: at 0.01 MB half of ResNet-20 would stay in float. */
    private static final Selection LAYERS = new Selection(0.0005, List.of("bias"));

    private ImageSettings() {}

    /** The float trial that all others vary. */
    static Trial base(Scale scale) {
        return switch (scale) {
            case SMOKE -> {
                Recipe recipe = new Recipe(6, 50, 0.1, NESTEROV, warmCosine(), 5e-4, 5, Augmentation.none());
                yield new Trial(
                        new ImageSpec.Synthetic(16, 2000, 1000),
                        ResNet.tiny(),
                        recipe,
                        recipe.with(3, 0.03),
                        new Method.Float32(),
                        LAYERS,
                        0);
            }
            case DESK -> {
                Recipe recipe = new Recipe(8, 128, 0.2, NESTEROV, warmCosine(), 5e-4, 5, Augmentation.cifar());
                yield new Trial(
                        new ImageSpec.Cifar10Jpeg(20_480, 5_000),
                        ResNet.resnet20(),
                        recipe,
                        recipe.with(2, 0.04),
                        new Method.Float32(),
                        LAYERS,
                        0);
            }
            case PAPER -> {
                // The recipe of the DiffQ code for CIFAR: a fifth of the rate every 60 of 200 epochs, from scratch.
                Recipe recipe = new Recipe(
                        200,
                        128,
                        0.1,
                        NESTEROV,
                        new Schedule.Steps(List.of(0.3, 0.6, 0.9), 0.2),
                        5e-4,
                        5,
                        Augmentation.cifar());
                yield new Trial(
                        new ImageSpec.Cifar10(50_000, 10_000),
                        ResNet.resnet18(),
                        null,
                        recipe,
                        new Method.Float32(),
                        Selection.standard(),
                        0);
            }
        };
    }

    /**
     * The trial of one method. At paper scale DiffQ and STE-QAT train from scratch, as in the papers' code; LSQ, Quant-Noise
     * and iPQ are fine-tuned from a trained float model at a tenth of the rate.
     */
    static Trial trial(Scale scale, Method method) {
        Trial base = base(scale);
        boolean fromFloat = method instanceof Lsq || method instanceof QuantNoise || method instanceof Ipq;
        if (scale == Scale.PAPER && fromFloat) {
            Recipe recipe = base.finetuning();
            return new Trial(
                    base.data(),
                    base.model(),
                    recipe,
                    recipe.with(recipe.epochs(), recipe.rate() / 10),
                    method,
                    base.selection(),
                    base.seed());
        }
        return base.with(method);
    }

    private static Schedule warmCosine() {
        return new Schedule.WarmUp(0.05, new Schedule.Cosine(0));
    }

    /**
     * DiffQ with a logit rate that lets widths travel: Adam moves a logit by about its rate per step, so short runs need
     * about 10 / steps where the paper's 78,000 steps have 1e-3. The same for every penalty of a scale.
     */
    static DiffQ diffQ(Scale scale, double penalty, int groupSize) {
        DiffQ method = new DiffQ(penalty, groupSize);
        return switch (scale) {
            case SMOKE -> method.withLogitRate(0.08); // 120 steps
            case DESK -> method.withLogitRate(0.03); // 320 steps
            case PAPER -> method;
        };
    }
}
