package dither.experiments.setting;

import dither.data.PairSpec;
import dither.data.TextSpec.Units;
import dither.data.image.Augmentation;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.SentenceEncoder;
import dither.quant.DiffQ;
import dither.quant.Method;
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
public record Sentences() implements Setting {

    @Override
    public String task() {
        return "sentences";
    }

    @Override
    public Trial base(Scale scale) {
        Schedule schedule = new Schedule.WarmUp(0.1, new Schedule.Cosine(0));
        Optimizer adam = Optimizer.Adam.standard();
        return switch (scale) {
            case SMOKE -> {
                Recipe recipe = new Recipe(6, 50, 0.003, adam, schedule, 0, 1, Augmentation.none());
                yield new Trial(
                        new PairSpec.Generated(3_000, 600),
                        SentenceEncoder.tiny(),
                        recipe,
                        recipe.with(2, 0.001),
                        new Method.Float32(),
                        new Selection(0.0005, List.of()),
                        0);
            }
            case DESK -> {
                Recipe recipe = new Recipe(3, 32, 0.0005, adam, schedule, 0, 1, Augmentation.none());
                yield new Trial(
                        new PairSpec.Files(
                                "SST-2",
                                List.of("sst2/train.tsv"),
                                "sst2/test.tsv", // GLUE's development set; dev.tsv is cut from sentences of the
                                // training set
                                null,
                                new Units.BytePairs(6_000),
                                48,
                                20_000,
                                0),
                        SentenceEncoder.desk(),
                        recipe,
                        recipe.with(1, 0.0002),
                        new Method.Float32(),
                        Selection.standard(),
                        0);
            }
            case PAPER -> {
                // Fine-tuning as fairseq describes it for MNLI; where pre-trained weights come from is the user's
                // business.
                Recipe recipe = new Recipe(
                        10,
                        32,
                        1e-5,
                        new Optimizer.Adam(0.9, 0.98, 1e-6),
                        new Schedule.WarmUp(0.06, new Schedule.Cosine(0)),
                        0.1,
                        0,
                        Augmentation.none());
                yield new Trial(
                        PairSpec.mnli(new Units.BytePairs(50_265), 512),
                        SentenceEncoder.robertaBase(),
                        null,
                        recipe,
                        new Method.Float32(),
                        Selection.standard(),
                        0);
            }
        };
    }

    @Override
    public DiffQ diffQ(Scale scale) {
        return switch (scale) {
            case SMOKE -> new DiffQ(1, 8).withLogitRate(0.08); // 10 / steps
            case DESK -> new DiffQ(1, 8).withLogitRate(0.016);
            case PAPER -> new DiffQ(1, 8);
        };
    }

    @Override
    public List<Double> penalties(Scale scale) {
        return List.of(1.0);
    }

    @Override
    public long parameters(Scale scale) {
        return switch (scale) {
            case SMOKE -> 20_579;
            case DESK -> 1_584_514;
            case PAPER -> 124_647_171;
        };
    }

    @Override
    public BlockSizes blocks() {
        return BlockSizes.all(8);
    }

    /** Five points more than the most frequent class. */
    @Override
    public double bar(double baseline) {
        return baseline + 0.05;
    }
}
