package dither.experiments.setting;

import dither.data.ImageSpec;
import dither.data.image.Augmentation;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.VisionTransformer;
import dither.quant.DiffQ;
import dither.quant.pq.BlockSizes;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/** A Transformer for images: on handwritten digits at desk scale, DeiT-B on ImageNet at paper scale. */
public final class VisionTransformers {
    private VisionTransformers() {}

    /** At each scale. */
    public static Setting at(Scale scale) {
        return switch (scale) {
            case SMOKE -> smoke();
            case DESK -> desk();
            case PAPER -> paper();
        };
    }

    private static Setting smoke() {
        Recipe recipe = Recipe.adam(6, 50, 0.003);
        Trial base = Trial.float32(
                new ImageSpec.Synthetic(16, 1_000, 500),
                VisionTransformer.tiny(),
                recipe,
                recipe.with(2, 0.001),
                new Selection(0.0005, List.of("bias")));
        DiffQ diffQ = new DiffQ(1, 8).withLogitRate(0.2); // 10 / steps
        return new Setting(
                Setting.Task.IMAGE_TRANSFORMER,
                Scale.SMOKE,
                base,
                diffQ,
                List.of(0.1, 1.0),
                19_626,
                BlockSizes.small());
    }

    private static Setting desk() {
        Recipe recipe = Recipe.adam(8, 64, 0.001);
        Trial base = Trial.float32(
                // Photographs are too few at hand for a Transformer to learn from; of digits there are enough.
                new ImageSpec.Mnist(20_000, 8_900),
                VisionTransformer.desk(),
                recipe,
                recipe.with(2, 0.0003),
                Cifar.LAYERS);
        DiffQ diffQ = new DiffQ(1, 8).withLogitRate(0.016);
        return new Setting(
                Setting.Task.IMAGE_TRANSFORMER,
                Scale.DESK,
                base,
                diffQ,
                List.of(0.1, 1.0),
                306_826,
                BlockSizes.small());
    }

    private static Setting paper() {
        Trial base = Trial.float32(
                new ImageSpec.Tree("imagenet", "ImageNet", 224, 0, 0),
                VisionTransformer.deitB(),
                null,
                deit(),
                new Selection(0.1, List.of()));
        DiffQ diffQ = new DiffQ(1e-2, 8).withBits(new DiffQ.Bits(3, 15, 8)).withLogitRate(5e-4);
        return new Setting(
                Setting.Task.IMAGE_TRANSFORMER,
                Scale.PAPER,
                base,
                diffQ,
                List.of(0.01, 0.1),
                86_567_656,
                BlockSizes.small());
    }

    /** The recipe of DeiT's code, but for its decay of weights by 0.05 apart from the gradient (AdamW), which no optimiser here has. */
    static Recipe deit() {
        return new Recipe(
                300, 512, 5e-4, Optimizer.Adam.standard(), Schedule.warmCosine(0.017), 0, 0, Augmentation.deit());
    }
}
