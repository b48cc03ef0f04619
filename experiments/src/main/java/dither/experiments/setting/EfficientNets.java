package dither.experiments.setting;

import dither.data.ImageSpec;
import dither.data.image.Augmentation;
import dither.data.image.RandAugment;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.EfficientNet;
import dither.quant.DiffQ;
import dither.quant.pq.BlockSizes;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/** Photographs: an EfficientNet on ten classes of ImageNet's kind at desk scale, B3 on ImageNet at paper scale. */
public final class EfficientNets {
    private static final List<Double> PENALTIES = List.of(1.0, 10.0);

    /** Gates are opened from a quarter of a block's channels, which four does not divide everywhere. */
    private static final BlockSizes BLOCKS =
            new BlockSizes(1, 4, 4, List.of(new BlockSizes.Named("*_excite.weight", 2)));

    private EfficientNets() {}

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
                EfficientNet.tiny(),
                recipe,
                recipe.with(2, 0.001),
                new Selection(0.0005, List.of()));
        DiffQ diffQ = new DiffQ(1, 8).withLogitRate(0.2); // 10 / steps
        return new Setting(Setting.Task.PHOTOGRAPHS, Scale.SMOKE, base, diffQ, PENALTIES, 8502, BLOCKS);
    }

    private static Setting desk() {
        Augmentation changes = new Augmentation(6, true, new RandAugment(1, 5, 0.5), 0.1, 0.1, 0.2, 0, 0, 1);
        Recipe recipe = new Recipe(60, 50, 0.003, Optimizer.Adam.standard(), Schedule.warmCosine(0.1), 0, 1, changes);
        Trial base = Trial.float32(
                new ImageSpec.Tree("imagenette224", "a tenth of Imagenette", 64, 1_000, 400),
                EfficientNet.desk(),
                recipe,
                recipe.with(10, 0.001),
                Cifar.LAYERS); // of norms, it takes the scales of more than 131 channels
        DiffQ diffQ = new DiffQ(1, 8).withLogitRate(0.05);
        return new Setting(Setting.Task.PHOTOGRAPHS, Scale.DESK, base, diffQ, PENALTIES, 84_308, BLOCKS);
    }

    private static Setting paper() {
        // No recipe of EfficientNet-B3 was published with either paper; this is DeiT's, on B3's images of 300 x 300.
        Trial base = Trial.float32(
                new ImageSpec.Tree("imagenet", "ImageNet", 300, 0, 0),
                EfficientNet.b3(),
                null,
                VisionTransformers.deit(),
                Selection.standard());
        return new Setting(Setting.Task.PHOTOGRAPHS, Scale.PAPER, base, new DiffQ(1, 8), PENALTIES, 12_233_232, BLOCKS);
    }
}
