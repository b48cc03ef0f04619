package dither.experiments.setting;

import dither.data.ImageSpec;
import dither.data.image.Augmentation;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.VisionTransformer;
import dither.quant.DiffQ;
import dither.quant.Method;
import dither.quant.pq.BlockSizes;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/** A Transformer for images: on handwritten digits at desk scale, DeiT-B on ImageNet at paper scale. */
public record VisionTransformers() implements Setting {

    @Override
    public String task() {
        return "image Transformer";
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
                        VisionTransformer.tiny(),
                        recipe,
                        recipe.with(2, 0.001),
                        new Method.Float32(),
                        new Selection(0.0005, List.of("bias")),
                        0);
            }
            case DESK -> {
                // Photographs are too few at hand for a Transformer to learn from; of digits there are enough.
                Recipe recipe = new Recipe(8, 64, 0.001, adam, schedule, 0, 1, Augmentation.none());
                yield new Trial(
                        new ImageSpec.Mnist(20_000, 8_900),
                        VisionTransformer.desk(),
                        recipe,
                        recipe.with(2, 0.0003),
                        new Method.Float32(),
                        Cifar.LAYERS,
                        0);
            }
            case PAPER ->
                new Trial(
                        new ImageSpec.Tree("imagenet", "ImageNet", 224, 0, 0),
                        VisionTransformer.deitB(),
                        null,
                        deit(new Schedule.WarmUp(0.017, new Schedule.Cosine(0))),
                        new Method.Float32(),
                        new Selection(0.1, List.of()),
                        0);
        };
    }

    /** The recipe of DeiT's code, as far as this framework's records can say it. */
    static Recipe deit(Schedule schedule) {
        return new Recipe(300, 512, 1e-3, Optimizer.Adam.standard(), schedule, 0, 0, Augmentation.deit());
    }

    @Override
    public DiffQ diffQ(Scale scale) {
        return switch (scale) {
            case SMOKE -> new DiffQ(1, 8).withLogitRate(0.2); // 10 / steps
            case DESK -> new DiffQ(1, 8).withLogitRate(0.016);
            case PAPER -> new DiffQ(1e-2, 8).withBits(new DiffQ.Bits(3, 15, 8)).withLogitRate(5e-4);
        };
    }

    @Override
    public List<Double> penalties(Scale scale) {
        return scale == Scale.PAPER ? List.of(0.01, 0.1) : List.of(0.1, 1.0);
    }

    @Override
    public long parameters(Scale scale) {
        return switch (scale) {
            case SMOKE -> 19_626;
            case DESK -> 306_826;
            case PAPER -> 86_567_656;
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
