package dither.experiments.ablation;

import dither.experiment.Scale;
import dither.experiment.Trial;
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
    Map<String, Trial> rows(Scale scale) {
        Map<String, DiffQ> rows = new LinkedHashMap<>();
        rows.put("normal noise", usual(scale));
        rows.put("uniform noise", usual(scale).withNoise(DiffQ.NoiseKind.UNIFORM));
        rows.put(
                "normal noise, logits between logarithms of steps",
                usual(scale).withParametrisation(DiffQ.Parametrisation.NOISE));
        rows.put("normal noise, range without gradient", usual(scale).withDetachedRange());
        return diffQ(scale, rows);
    }
}
