package dither.experiments.setting;

import dither.data.MusicSpec;
import dither.data.image.Augmentation;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.nn.zoo.Demucs;
import dither.quant.DiffQ;
import dither.quant.pq.BlockSizes;
import dither.quant.tensor.Selection;
import dither.train.Optimizer;
import dither.train.Recipe;
import dither.train.Schedule;
import java.util.List;

/** Separation of music: a small Demucs on one piece at desk scale, Demucs on MUSDB18 at paper scale. */
public final class Music {
    private Music() {}

    /** At each scale. */
    public static Setting at(Scale scale) {
        return switch (scale) {
            case SMOKE -> smoke();
            case DESK -> desk();
            case PAPER -> paper();
        };
    }

    private static Setting smoke() {
        Recipe recipe = new Recipe(
                10, 8, 0.003, Optimizer.Adam.standard(), Schedule.warmCosine(0.05), 0, 0, Augmentation.none());
        Trial base = Trial.float32(
                new MusicSpec.Generated(4_000, 20, new MusicSpec.Extracts(0.5, 0.125, true)),
                Demucs.tiny(),
                recipe,
                recipe.with(3, 0.001),
                new Selection(0.0005, List.of()));
        DiffQ diffQ = new DiffQ(0.1, 8).withLogitRate(0.1);
        return new Setting(Setting.Task.MUSIC, Scale.SMOKE, base, diffQ, List.of(0.1, 1.0), 16_404, BlockSizes.small());
    }

    private static Setting desk() {
        Recipe recipe = new Recipe(
                40, 4, 0.001, Optimizer.Adam.standard(), Schedule.warmCosine(0.05), 0, 0, Augmentation.none());
        // Parts of MUSDB18 that are at hand last seconds; this piece has 12, and no vocals.
        MusicSpec piece = new MusicSpec.Tracks(
                "one piece of music (9 s to learn from, the next 3 s to test on)",
                List.of("mdn_multitrack"),
                List.of("mdn_multitrack"),
                0.75,
                List.of("drums", "bass", "other"),
                44_100,
                new MusicSpec.Extracts(1, 0.125, true));
        Trial base = Trial.float32(piece, Demucs.desk(), recipe, recipe.with(8, 0.0003), Selection.standard());
        DiffQ diffQ = new DiffQ(0.003, 8).withLogitRate(0.08);
        return new Setting(
                Setting.Task.MUSIC, Scale.DESK, base, diffQ, List.of(0.003, 0.03), 1_040_806, BlockSizes.small());
    }

    private static Setting paper() {
        Recipe recipe = new Recipe(
                360, 64, 3e-4, Optimizer.Adam.standard(), new Schedule.Constant(), 0, 0, Augmentation.none());
        MusicSpec musdb = new MusicSpec.Tracks(
                "MUSDB18",
                List.of("musdb18/train"),
                List.of("musdb18/test"),
                1,
                List.of("drums", "bass", "other", "vocals"),
                44_100,
                new MusicSpec.Extracts(10, 1, true, 0.2));
        Trial base = Trial.float32(musdb, Demucs.v2(), null, recipe, new Selection(1, List.of()));
        return new Setting(
                Setting.Task.MUSIC,
                Scale.PAPER,
                base,
                new DiffQ(3e-4, 8),
                List.of(3e-4, 1e-3),
                265_679_496,
                BlockSizes.small());
    }
}
