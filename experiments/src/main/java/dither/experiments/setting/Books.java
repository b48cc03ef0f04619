package dither.experiments.setting;

import dither.data.TextSpec;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.train.Recipe;

/**
 * Language modelling by characters: the Transformer of {@link Language} on plays of Shakespeare; generated text at smoke scale. No table of
 * the papers is about characters, so at paper scale it is the same data, and methods act from the beginning, as in all else there.
 */
public final class Books {
    private Books() {}

    /** At each scale. */
    public static Setting at(Scale scale) {
        Setting words = Language.at(scale == Scale.SMOKE ? Scale.SMOKE : Scale.DESK);
        Recipe recipe =
                words.base().pretraining().with(4, words.base().pretraining().rate());
        return switch (scale) {
            case SMOKE ->
                new Setting(
                        Setting.Task.BOOKS,
                        scale,
                        words.base(),
                        words.diffQ(),
                        words.penalties(),
                        words.parameters(),
                        words.blocks());
            case DESK -> plays(scale, words, recipe, words.base().finetuning(), 0.02);
            case PAPER -> plays(scale, words, null, recipe, 0.005);
        };
    }

    /** The network for words, on plays; the rate of DiffQ's logits is 10 / steps. */
    private static Setting plays(Scale scale, Setting words, Recipe pretraining, Recipe finetuning, double logitRate) {
        Trial base = Trial.float32(
                new TextSpec.Book("books/tinyshakespeare.txt", new TextSpec.Units.Characters(), 0, 0, 128, 64),
                words.base().model(),
                pretraining,
                finetuning,
                words.base().selection());
        return new Setting(
                Setting.Task.BOOKS,
                scale,
                base,
                words.diffQ().withLogitRate(logitRate),
                words.penalties(),
                801_664,
                words.blocks());
    }
}
