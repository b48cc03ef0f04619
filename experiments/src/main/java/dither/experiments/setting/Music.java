package dither.experiments.setting;

import dither.data.MusicSpec;
import dither.data.image.Augmentation;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.Demucs;
import dither.quant.DiffQ;
import dither.quant.Method;
import dither.quant.pq.BlockSizes;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/** Separation of music: a small Demucs on one piece at desk scale, Demucs on MUSDB18 at paper scale. */
public record Music() implements Setting {

    @Override
    public String task() {
        return "music";
    }

    @Override
    public Trial base(Scale scale) {
        Schedule schedule = new Schedule.WarmUp(0.05, new Schedule.Cosine(0));
        Optimizer adam = Optimizer.Adam.standard();
        return switch (scale) {
            case SMOKE -> {
                Recipe recipe = new Recipe(10, 8, 0.003, adam, schedule, 0, 0, Augmentation.none());
                yield new Trial(
                        new MusicSpec.Generated(4_000, 20, new MusicSpec.Extracts(0.5, 0.125, true)),
                        Demucs.tiny(),
                        recipe,
                        recipe.with(3, 0.001),
                        new Method.Float32(),
                        new Selection(0.0005, List.of()),
                        0);
            }
            case DESK -> {
                Recipe recipe = new Recipe(40, 4, 0.001, adam, schedule, 0, 0, Augmentation.none());
                yield new Trial(
                        // Parts of MUSDB18 that are at hand last seconds; this piece has 12, and no vocals.
                        new MusicSpec.Tracks(
                                "one piece of music (9 s to learn from, the next 3 s to test on)",
                                List.of("mdn_multitrack"),
                                List.of("mdn_multitrack"),
                                0.75,
                                List.of("drums", "bass", "other"),
                                44_100,
                                new MusicSpec.Extracts(1, 0.125, true)),
                        Demucs.desk(),
                        recipe,
                        recipe.with(8, 0.0003),
                        new Method.Float32(),
                        Selection.standard(),
                        0);
            }
            case PAPER -> {
                Recipe recipe = new Recipe(360, 64, 3e-4, adam, new Schedule.Constant(), 0, 0, Augmentation.none());
                yield new Trial(
                        new MusicSpec.Tracks(
                                "MUSDB18",
                                List.of("musdb18/train"),
                                List.of("musdb18/test"),
                                1,
                                List.of("drums", "bass", "other", "vocals"),
                                44_100,
                                new MusicSpec.Extracts(10, 1, true, 0.2)),
                        Demucs.v2(),
                        null,
                        recipe,
                        new Method.Float32(),
                        new Selection(1, List.of()),
                        0);
            }
        };
    }

    @Override
    public DiffQ diffQ(Scale scale) {
        return switch (scale) {
            case SMOKE -> new DiffQ(0.1, 8).withLogitRate(0.1);
            case DESK -> new DiffQ(0.003, 8).withLogitRate(0.08);
            case PAPER -> new DiffQ(3e-4, 8);
        };
    }

    @Override
    public List<Double> penalties(Scale scale) {
        return switch (scale) {
            case SMOKE -> List.of(0.1, 1.0);
            case DESK -> List.of(0.003, 0.03);
            case PAPER -> List.of(3e-4, 1e-3);
        };
    }

    @Override
    public long parameters(Scale scale) {
        return switch (scale) {
            case SMOKE -> 16_404;
            case DESK -> 1_040_806;
            case PAPER -> 265_679_496;
        };
    }

    @Override
    public BlockSizes blocks() {
        return BlockSizes.small();
    }

    /** A decibel more than the mixture. */
    @Override
    public double bar(double baseline) {
        return baseline + 1;
    }
}
