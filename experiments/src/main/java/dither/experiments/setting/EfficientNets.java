package dither.experiments.setting;

import dither.data.ImageSpec;
import dither.data.image.Augmentation;
import dither.data.image.RandAugment;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.EfficientNet;
import dither.quant.DiffQ;
import dither.quant.Method;
import dither.quant.pq.BlockSizes;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/** Photographs: an EfficientNet on ten classes of ImageNet's kind at desk scale, B3 on ImageNet at paper scale. */
public record EfficientNets() implements Setting {

    @Override
    public String task() {
        return "photographs";
    }

    @Override
    public Trial base(Scale scale) {
        Schedule schedule = new Schedule.WarmUp(0.1, new Schedule.Cosine(0));
        Optimizer adam = Optimizer.Adam.standard();
        return switch (scale) {
            case SMOKE -> {
                Recipe recipe = new Recipe(6, 50, 0.003, adam, schedule, 0, 1, Augmentation.none());
                yield new Trial(
                        new ImageSpec.Synthetic(16, 1_000, 500),
                        EfficientNet.tiny(),
                        recipe,
                        recipe.with(2, 0.001),
                        new Method.Float32(),
                        new Selection(0.0005, List.of()),
                        0);
            }
            case DESK -> {
                Augmentation changes = new Augmentation(6, true, new RandAugment(1, 5, 0.5), 0.1, 0.1, 0.2, 0, 0, 1);
                Recipe recipe = new Recipe(60, 50, 0.003, adam, schedule, 0, 1, changes);
                yield new Trial(
                        new ImageSpec.Tree("imagenette224", "a tenth of Imagenette", 64, 1_000, 400),
                        EfficientNet.desk(),
                        recipe,
                        recipe.with(10, 0.001),
                        new Method.Float32(),
                        Cifar.LAYERS,
                        0);
            }
            case PAPER -> {
                // No recipe of EfficientNet-B3 was published with either paper; this is DeiT's, on B3's images of 300 x
                // 300.
                Recipe recipe = VisionTransformers.deit(schedule(0.017));
                yield new Trial(
                        new ImageSpec.Tree("imagenet", "ImageNet", 300, 0, 0),
                        EfficientNet.b3(),
                        null,
                        recipe,
                        new Method.Float32(),
                        Selection.standard(),
                        0);
            }
        };
    }

    private static Schedule schedule(double warmUp) {
        return new Schedule.WarmUp(warmUp, new Schedule.Cosine(0));
    }

    @Override
    public DiffQ diffQ(Scale scale) {
        return switch (scale) {
            case SMOKE -> new DiffQ(1, 8).withLogitRate(0.2); // 10 / steps
            case DESK -> new DiffQ(1, 8).withLogitRate(0.05);
            case PAPER -> new DiffQ(1, 8);
        };
    }

    @Override
    public List<Double> penalties(Scale scale) {
        return List.of(1.0, 10.0);
    }

    @Override
    public long parameters(Scale scale) {
        return switch (scale) {
            case SMOKE -> 8502;
            case DESK -> 84_308;
            case PAPER -> 12_233_232;
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
