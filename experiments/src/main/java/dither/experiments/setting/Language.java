package dither.experiments.setting;

import dither.data.TextSpec;
import dither.data.image.Augmentation;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.TransformerLm;
import dither.quant.DiffQ;
import dither.quant.pq.BlockSizes;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/** Language modelling: a Transformer on the beginning of WikiText-103 at desk scale, on all of it at paper scale. */
public final class Language {
    private Language() {}

    /** At each scale. */
    public static Setting at(Scale scale) {
        return switch (scale) {
            case SMOKE -> smoke();
            case DESK -> desk();
            case PAPER -> paper();
        };
    }

    private static Setting smoke() {
        Recipe recipe = Recipe.adam(2, 16, 0.01);
        Trial base = Trial.float32(
                new TextSpec.Generated(16, 20_000, 4_000, 16),
                TransformerLm.tiny(),
                recipe,
                recipe.with(1, 0.003),
                new Selection(0.0005, List.of()));
        DiffQ diffQ = new DiffQ(1, 8).withLogitRate(0.1);
        return new Setting(
                Setting.Task.LANGUAGE, Scale.SMOKE, base, diffQ, List.of(1.0, 10.0), 19_104, BlockSizes.all(8));
    }

    private static Setting desk() {
        Recipe recipe = Recipe.adam(8, 16, 0.002);
        Trial base = Trial.float32(
                new TextSpec.WikiText("wikitext103_part", new TextSpec.Units.Words(5_000), 0, 0, 128, 64),
                TransformerLm.desk(),
                recipe,
                recipe.with(1, 0.0006),
                Selection.standard());
        DiffQ diffQ = new DiffQ(0.1, 16).withLogitRate(0.04); // 10 / steps
        return new Setting(
                Setting.Task.LANGUAGE, Scale.DESK, base, diffQ, List.of(0.01, 0.1, 1.0), 1_433_344, BlockSizes.all(8));
    }

    private static Setting paper() {
        // Nesterov momentum, and 286,000 updates of 24 x 3,072 tokens of which 16,000 are warm-up, as in both papers'
        // recipe; fairseq's
        // cosine has periods, ours has one.
        Schedule schedule = new Schedule.WarmUp(0.056, new Schedule.Cosine(1e-4));
        Recipe recipe = new Recipe(205, 24, 1.0, new Optimizer.Sgd(0.99, true), schedule, 0, 0.1, Augmentation.none());
        Trial base = Trial.float32(
                new TextSpec.WikiText("wikitext103", new TextSpec.Units.Words(267_744), 0, 0, 3072, 2560),
                TransformerLm.wikitext103(),
                null,
                recipe.withSummedTokens(3072),
                Selection.standard());
        return new Setting(
                Setting.Task.LANGUAGE,
                Scale.PAPER,
                base,
                new DiffQ(1, 16),
                List.of(1.0, 10.0),
                246_935_552,
                BlockSizes.languageModel());
    }
}
