package dither.experiments.ablation;

import dither.experiment.Trial;
import dither.experiments.setting.Setting;
import dither.quant.DiffQ;
import java.util.LinkedHashMap;
import java.util.Map;

/** What DiffQ's noise looks like, and what its logits stand for. */
public final class NoiseDistribution extends Ablation {

    public NoiseDistribution() {
        super(
                "noise",
                "DiffQ: distribution of the noise",
                "DiffQ at penalty 5; the published code has normal noise of half a step, logits between widths, and a range with"
                        + " gradient.");
    }

    @Override
    Map<String, Trial> rows(Setting setting) {
        Map<String, DiffQ> rows = new LinkedHashMap<>();
        rows.put("normal noise", usual(setting));
        rows.put("uniform noise", usual(setting).withNoise(DiffQ.NoiseKind.UNIFORM));
        rows.put(
                "normal noise, logits between logarithms of steps",
                usual(setting).withParametrisation(DiffQ.Parametrisation.NOISE));
        rows.put("normal noise, range without gradient", usual(setting).withDetachedRange());
        return diffQ(setting, rows);
    }
}
