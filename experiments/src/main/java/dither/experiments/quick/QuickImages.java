package dither.experiments.quick;

import dither.data.ImageSpec;
import dither.data.image.Augmentation;
import dither.data.image.RandAugment;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.EfficientNet;
import dither.nn.zoo.VisionTransformer;
import dither.quant.DiffQ;
import dither.quant.Method;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/** Images of an ImageNet kind in minutes: a small EfficientNet on ten classes. */
public final class QuickImages extends QuickRun {

    @Override
    String name() {
        return "images";
    }

    @Override
    public String title() {
        return "Classification of photographs, trained and compressed in minutes";
    }

    @Override
    Trial base(Scale scale) {
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
                        Selection.standard(),
                        0);
            }
            case PAPER -> {
                Recipe recipe = new Recipe(
                        300,
                        512,
                        1e-3,
                        adam,
                        new Schedule.WarmUp(0.017, new Schedule.Cosine(0)),
                        0,
                        0,
                        Augmentation.deit());
                yield new Trial(
                        new ImageSpec.Tree("imagenet", "ImageNet", 224, 0, 0),
                        VisionTransformer.deitB(),
                        null,
                        recipe,
                        new Method.Float32(),
                        new Selection(0.1, List.of()),
                        0);
            }
        };
    }

    @Override
    DiffQ diffQ(Scale scale) {
        return switch (scale) {
            case SMOKE -> new DiffQ(1, 8).withLogitRate(0.2); // 10 / steps
            case DESK -> new DiffQ(1, 8).withLogitRate(0.05);
            case PAPER -> new DiffQ(1e-2, 8).withBits(new DiffQ.Bits(3, 15, 8)).withLogitRate(5e-4);
        };
    }

    /** Twenty points more than the most frequent class. */
    @Override
    double bar(double baseline) {
        return baseline + 0.2;
    }
}
