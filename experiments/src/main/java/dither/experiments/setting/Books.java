package dither.experiments.setting;

import dither.data.TextSpec;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.quant.DiffQ;
import dither.quant.pq.BlockSizes;
import dither.train.Recipe;
import java.util.List;

/**
 * Language modelling by characters: the Transformer of {@link Language} on plays of Shakespeare; generated text at smoke scale. No table of
 * the papers is about characters, so at paper scale it is the same data, and methods act from the beginning, as in all else there.
 */
public record Books() implements Setting {
    private static final Language WORDS = new Language();

    @Override
    public String task() {
        return "books";
    }

    @Override
    public Trial base(Scale scale) {
        Trial words = WORDS.base(likeWords(scale));
        if (scale == Scale.SMOKE) {
            return words;
        }
        Recipe recipe = words.pretraining().with(4, words.pretraining().rate());
        boolean begins = scale == Scale.PAPER;
        return new Trial(
                new TextSpec.Book("books/tinyshakespeare.txt", new TextSpec.Units.Characters(), 0, 0, 128, 64),
                words.model(),
                begins ? null : recipe,
                begins ? recipe : words.finetuning(),
                words.method(),
                words.selection(),
                words.seed());
    }

    private static Scale likeWords(Scale scale) {
        return scale == Scale.SMOKE ? Scale.SMOKE : Scale.DESK;
    }

    @Override
    public DiffQ diffQ(Scale scale) {
        DiffQ method = WORDS.diffQ(likeWords(scale));
        return switch (scale) {
            case SMOKE -> method;
            case DESK -> method.withLogitRate(0.02); // 10 / steps
            case PAPER -> method.withLogitRate(0.005);
        };
    }

    @Override
    public List<Double> penalties(Scale scale) {
        return WORDS.penalties(likeWords(scale));
    }

    @Override
    public long parameters(Scale scale) {
        return scale == Scale.SMOKE ? WORDS.parameters(scale) : 801_664;
    }

    @Override
    public BlockSizes blocks() {
        return WORDS.blocks();
    }

    /** Two bits per character below the frequencies. */
    @Override
    public double bar(double baseline) {
        return baseline - 2;
    }
}
