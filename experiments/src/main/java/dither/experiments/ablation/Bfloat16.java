package dither.experiments.ablation;

import dither.experiment.Trial;
import dither.experiments.setting.Music;
import dither.experiments.setting.Setting;
import dither.nn.engine.Compute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    Map<String, Trial> rows(Setting setting) {
        Map<String, Trial> rows = new LinkedHashMap<>();
        for (Trial trial : inFloat32(setting)) {
            rows.put(trial.label(), trial);
            rows.put(trial.label() + " in bfloat16", trial.with(Compute.BFLOAT16));
        }
        return rows;
    }
}
