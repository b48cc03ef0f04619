package dither.experiments.setting;

import dither.data.PairSpec;
import dither.data.TextSpec.Units;
import dither.data.image.Augmentation;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.SentenceEncoder;
import dither.quant.DiffQ;
import dither.quant.pq.BlockSizes;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/**
 * Classification of sentences. At paper scale pairs of them, MNLI by RoBERTa; at desk scale the sentiment of single ones: what
 * there is of pairs at hand lifts a network trained from nothing ten points above guessing, too little to tell methods apart.
 */
public final class Sentences {
    private static final List<Double> PENALTIES = List.of(1.0);

    /** Learned positions stay in float, as in Quant-Noise (Fan et al. 2021). */
    private static final List<String> POSITIONS = List.of("positions*");

    private static final Selection SELECTION =
            new Selection(Selection.standard().minSizeMb(), POSITIONS);

    private Sentences() {}

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
                new PairSpec.Generated(3_000, 600),
                SentenceEncoder.tiny(),
                recipe,
                recipe.with(2, 0.001),
                new Selection(0.0005, POSITIONS));
        DiffQ diffQ = new DiffQ(1, 8).withLogitRate(0.08); // 10 / steps
        return new Setting(Setting.Task.SENTENCES, Scale.SMOKE, base, diffQ, PENALTIES, 20_579, BlockSizes.all(8));
    }

    private static Setting desk() {
        Recipe recipe = Recipe.adam(3, 32, 0.0005);
        // test.tsv is GLUE's development set; SST-2's dev.tsv is cut from sentences of the training set.
        PairSpec sst2 = new PairSpec.Files(
                "SST-2", List.of("sst2/train.tsv"), "sst2/test.tsv", null, new Units.BytePairs(6_000), 48, 20_000, 0);
        Trial base = Trial.float32(sst2, SentenceEncoder.desk(), recipe, recipe.with(1, 0.0002), SELECTION);
        DiffQ diffQ = new DiffQ(1, 8).withLogitRate(0.016);
        return new Setting(Setting.Task.SENTENCES, Scale.DESK, base, diffQ, PENALTIES, 1_584_514, BlockSizes.all(8));
    }

    private static Setting paper() {
        // Fine-tuning as fairseq describes it for MNLI; where pre-trained weights come from is the user's business.
        Optimizer adam = new Optimizer.Adam(0.9, 0.98, 1e-6);
        Recipe recipe = new Recipe(10, 32, 1e-5, adam, Schedule.warmCosine(0.06), 0.1, 0, Augmentation.none());
        Trial base = Trial.float32(
                PairSpec.mnli(new Units.BytePairs(50_265), 512),
                SentenceEncoder.robertaBase(),
                null,
                recipe,
                SELECTION);
        return new Setting(
                Setting.Task.SENTENCES, Scale.PAPER, base, new DiffQ(1, 8), PENALTIES, 124_647_171, BlockSizes.all(8));
    }
}
