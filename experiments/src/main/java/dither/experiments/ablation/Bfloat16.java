package dither.experiments.ablation;

import dither.experiment.Trial;
import dither.experiments.setting.Music;
import dither.experiments.setting.Setting;
import dither.nn.engine.Compute;
import dither.report.table.Line;
import java.util.List;
import java.util.stream.Stream;

/** Whether training in bfloat16 costs quality: the small Demucs, which has convolutions, products and an LSTM. */
public final class Bfloat16 extends Ablation {

    public Bfloat16() {
        super(
                "bfloat16",
                "Training in float32 and in bfloat16",
                "In bfloat16 the inputs of products and convolutions are rounded, everything else stays float32.",
                Music::at);
    }

    /** Rows in float32. */
    public static List<Trial> inFloat32(Setting setting) {
        return List.of(setting.base(), setting.diffQ(setting.penalties().getFirst()));
    }

    @Override
    List<Line> lines(Setting setting) {
        return inFloat32(setting).stream()
                .flatMap(trial -> Stream.of(trial, trial.with(Compute.BFLOAT16)))
                .map(Line::of)
                .toList();
    }
}
