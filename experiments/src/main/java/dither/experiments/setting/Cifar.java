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
import dither.quant.pq.BlockSizes;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/** Small images: at desk scale ResNet-20 on a lossy copy of CIFAR-10, at paper scale the networks and data of the DiffQ paper. */
public final class Cifar {
    private static final List<Double> PENALTIES = List.of(0.1, 1.0, 5.0, 20.0);
    private static final Optimizer NESTEROV = new Optimizer.Sgd(0.9, true);

    /** Convolutions and classifier, but neither biases nor norms: at 0.01 MB half of ResNet-20 would stay in float. */
    static final Selection LAYERS = new Selection(0.0005, List.of("bias"));

    private Cifar() {}

    /** One network at each scale; ResNet-18 on CIFAR-10 at paper scale. */
    public static Setting at(Scale scale) {
        return switch (scale) {
            case SMOKE -> smoke();
            case DESK -> desk();
            case PAPER -> paper(ResNet.resnet18(), 10, 11_173_962);
        };
    }

    /** The networks and data sets of the DiffQ paper at paper scale; else one. */
    public static List<Setting> all(Scale scale) {
        return scale != Scale.PAPER
                ? List.of(at(scale))
                : List.of(
                        paper(MobileNet.cifar(), 10, 3_217_226),
                        at(scale),
                        paper(WideResNet.wrn28x10(), 10, 36_489_290),
                        paper(MobileNet.cifar(), 100, 3_309_476),
                        paper(ResNet.resnet18(), 100, 11_220_132),
                        paper(WideResNet.wrn28x10(), 100, 36_546_980));
    }

    private static Setting smoke() {
        Recipe recipe = new Recipe(6, 50, 0.1, NESTEROV, Schedule.warmCosine(0.05), 5e-4, 5, Augmentation.none());
        Trial base = Trial.float32(
                new ImageSpec.Synthetic(16, 2000, 1000), ResNet.tiny(), recipe, recipe.with(3, 0.03), LAYERS);
        DiffQ diffQ = new DiffQ(1, 8).withLogitRate(0.08); // 120 steps
        return new Setting(Setting.Task.IMAGES, Scale.SMOKE, base, diffQ, PENALTIES, 19_418, BlockSizes.small());
    }

    private static Setting desk() {
        Recipe recipe = new Recipe(8, 128, 0.2, NESTEROV, Schedule.warmCosine(0.05), 5e-4, 5, Augmentation.cifar());
        Trial base = Trial.float32(
                new ImageSpec.Cifar10Jpeg(20_480, 5_000), ResNet.resnet20(), recipe, recipe.with(2, 0.04), LAYERS);
        DiffQ diffQ = new DiffQ(1, 8).withLogitRate(0.03); // 320 steps
        return new Setting(Setting.Task.IMAGES, Scale.DESK, base, diffQ, PENALTIES, 269_722, BlockSizes.small());
    }

    /**
     * One of the paper's.
     *
     * @param classes 10 or 100
     */
    private static Setting paper(Model network, int classes, long parameters) {
        // The recipe of the DiffQ code for CIFAR: a fifth of the rate every 60 of 200 epochs, from scratch.
        Schedule steps = new Schedule.Steps(List.of(0.3, 0.6, 0.9), 0.2);
        Recipe recipe = new Recipe(200, 128, 0.1, NESTEROV, steps, 5e-4, 5, Augmentation.cifar());
        Trial base = Trial.float32(
                classes == 10 ? new ImageSpec.Cifar10(50_000, 10_000) : new ImageSpec.Cifar100(50_000, 10_000),
                network,
                null,
                recipe,
                Selection.standard());
        return new Setting(
                Setting.Task.IMAGES, Scale.PAPER, base, new DiffQ(1, 8), PENALTIES, parameters, BlockSizes.small());
    }
}
