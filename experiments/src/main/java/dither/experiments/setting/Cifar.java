package dither.experiments.setting;

import dither.data.ImageSpec;
import dither.data.image.Augmentation;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.MobileNet;
import dither.nn.zoo.Model;
import dither.nn.zoo.ResNet;
import dither.nn.zoo.WideResNet;
import dither.quant.DiffQ;
import dither.quant.Method;
import dither.quant.pq.BlockSizes;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/**
 * Small images in ten or a hundred classes. At desk scale ResNet-20 on a lossy copy of CIFAR-10, at paper scale the networks and data
 * of the DiffQ paper.
 *
 * @param paper network at paper scale
 * @param classes 10 or 100 at paper scale
 * @param paperParameters of that network
 */
public record Cifar(Model paper, int classes, long paperParameters) implements Setting {
    private static final Optimizer NESTEROV = new Optimizer.Sgd(0.9, true);

    /** Engine and classifier, but neither biases nor norms: at 0.01 MB half of ResNet-20 would stay in float. */
    static final Selection LAYERS = new Selection(0.0005, List.of("bias"));

    /** ResNet-18 on CIFAR-10 at paper scale. */
    public static Cifar standard() {
        return new Cifar(ResNet.resnet18(), 10, 11_173_962);
    }

    /** The networks and data sets of the DiffQ paper at paper scale; else one. */
    public static List<Setting> all(Scale scale) {
        return scale != Scale.PAPER
                ? List.of(standard())
                : List.of(
                        new Cifar(MobileNet.cifar(), 10, 3_217_226),
                        standard(),
                        new Cifar(WideResNet.wrn28x10(), 10, 36_489_290),
                        new Cifar(MobileNet.cifar(), 100, 3_309_476),
                        new Cifar(ResNet.resnet18(), 100, 11_220_132),
                        new Cifar(WideResNet.wrn28x10(), 100, 36_546_980));
    }

    @Override
    public String task() {
        return "images";
    }

    @Override
    public Trial base(Scale scale) {
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
                        classes == 10 ? new ImageSpec.Cifar10(50_000, 10_000) : new ImageSpec.Cifar100(50_000, 10_000),
                        paper,
                        null,
                        recipe,
                        new Method.Float32(),
                        Selection.standard(),
                        0);
            }
        };
    }

    private static Schedule warmCosine() {
        return new Schedule.WarmUp(0.05, new Schedule.Cosine(0));
    }

    @Override
    public DiffQ diffQ(Scale scale) {
        DiffQ method = new DiffQ(1, 8);
        return switch (scale) {
            case SMOKE -> method.withLogitRate(0.08); // 120 steps
            case DESK -> method.withLogitRate(0.03); // 320 steps
            case PAPER -> method;
        };
    }

    @Override
    public List<Double> penalties(Scale scale) {
        return List.of(0.1, 1.0, 5.0, 20.0);
    }

    @Override
    public long parameters(Scale scale) {
        return switch (scale) {
            case SMOKE -> 19_418;
            case DESK -> 269_722;
            case PAPER -> paperParameters;
        };
    }

    @Override
    public BlockSizes blocks() {
        return BlockSizes.small();
    }

    /** Twenty points more than the most frequent class. */
    @Override
    public double bar(double baseline) {
        return baseline + 0.2;
    }
}
