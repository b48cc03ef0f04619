package dither.experiments.setting;

import dither.data.TextSpec;
import dither.data.image.Augmentation;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.TransformerLm;
import dither.quant.DiffQ;
import dither.quant.Method;
import dither.quant.pq.BlockSizes;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/** Language modelling: a Transformer on the beginning of WikiText-103 at desk scale, on all of it at paper scale. */
public record Language() implements Setting {

    @Override
    public String task() {
        return "language";
    }

    @Override
    public Trial base(Scale scale) {
        Schedule schedule = new Schedule.WarmUp(0.1, new Schedule.Cosine(0));
        Optimizer adam = Optimizer.Adam.standard();
        return switch (scale) {
            case SMOKE -> {
                Recipe recipe = new Recipe(2, 16, 0.01, adam, schedule, 0, 1, Augmentation.none());
                yield new Trial(
                        new TextSpec.Generated(16, 20_000, 4_000, 16),
                        TransformerLm.tiny(),
                        recipe,
                        recipe.with(1, 0.003),
                        new Method.Float32(),
                        new Selection(0.0005, List.of()),
                        0);
            }
            case DESK -> {
                Recipe recipe = new Recipe(8, 16, 0.002, adam, schedule, 0, 1, Augmentation.none());
                yield new Trial(
                        new TextSpec.WikiText("wikitext103_part", new TextSpec.Units.Words(5_000), 0, 0, 128, 64),
                        TransformerLm.desk(),
                        recipe,
                        recipe.with(1, 0.0006),
                        new Method.Float32(),
                        Selection.standard(),
                        0);
            }
            case PAPER -> {
                // Nesterov momentum and warm-up as in both papers' recipe; fairseq's cosine has periods, ours has one.
                Recipe recipe = new Recipe(
                        25,
                        24,
                        1.0,
                        new Optimizer.Sgd(0.99, true),
                        new Schedule.WarmUp(0.056, new Schedule.Cosine(1e-4)),
                        0,
                        0.1,
                        Augmentation.none());
                yield new Trial(
                        new TextSpec.WikiText("wikitext103", new TextSpec.Units.Words(267_744), 0, 0, 3072, 2560),
                        TransformerLm.wikitext103(),
                        null,
                        recipe.withSummedLoss(),
                        new Method.Float32(),
                        Selection.standard(),
                        0);
            }
        };
    }

    @Override
    public DiffQ diffQ(Scale scale) {
        return switch (scale) {
            case SMOKE -> new DiffQ(1, 8).withLogitRate(0.1);
            case DESK -> new DiffQ(0.1, 16).withLogitRate(0.04); // 10 / steps
            case PAPER -> new DiffQ(1, 16);
        };
    }

    @Override
    public List<Double> penalties(Scale scale) {
        return switch (scale) {
            case SMOKE -> List.of(1.0, 10.0);
            case DESK -> List.of(0.01, 0.1, 1.0);
            case PAPER -> List.of(1.0, 10.0);
        };
    }

    @Override
    public long parameters(Scale scale) {
        return switch (scale) {
            case SMOKE -> 19_104;
            case DESK -> 1_433_344;
            case PAPER -> 246_935_552;
        };
    }

    @Override
    public BlockSizes blocks() {
        return BlockSizes.all(8);
    }

    /** Half the perplexity of the frequencies. */
    @Override
    public double bar(double baseline) {
        return baseline / 2;
    }
}
