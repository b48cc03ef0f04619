package dither.experiments.quick;

import dither.data.PairSpec;
import dither.data.TextSpec.Units;
import dither.data.image.Augmentation;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.SentenceEncoder;
import dither.quant.DiffQ;
import dither.quant.Method;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/** Sentence pairs in minutes: a Transformer encoder, trained from nothing. */
public final class QuickPairs extends QuickRun {

    @Override
    String name() {
        return "pairs";
    }

    @Override
    public String title() {
        return "A classifier of sentence pairs, trained and compressed in minutes";
    }

    @Override
    Trial base(Scale scale) {
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
                Recipe recipe = new Recipe(12, 32, 0.0005, adam, schedule, 0, 1, Augmentation.none());
                yield new Trial(
                        // No part of MNLI's training set is at hand; XNLI's English part was written the same way.
                        new PairSpec.Files(
                                "MNLI (1,000 of each development set) after XNLI (English)",
                                List.of("xnli_en/test.tsv"),
                                "mnli/dev_matched_1000.tsv",
                                "mnli/dev_mismatched_1000.tsv",
                                new Units.BytePairs(6_000),
                                64,
                                0,
                                0),
                        SentenceEncoder.desk(),
                        recipe,
                        recipe.with(3, 0.0002),
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
    DiffQ diffQ(Scale scale) {
        return switch (scale) {
            case SMOKE -> new DiffQ(1, 8).withLogitRate(0.08); // 10 / steps
            case DESK -> new DiffQ(1, 8).withLogitRate(0.02);
            case PAPER -> new DiffQ(1, 8);
        };
    }

    /** Five points more than the most frequent class. */
    @Override
    double bar(double baseline) {
        return baseline + 0.05;
    }
}
