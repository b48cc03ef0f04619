package dither.experiments.ablation;

import dither.experiments.setting.Setting;
import dither.quant.DiffQ;
import dither.report.table.Line;
import java.util.List;

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
    List<Line> lines(Setting setting) {
        DiffQ usual = usual(setting);
        return List.of(
                Line.of(setting.trial(usual)).called("normal noise"),
                Line.of(setting.trial(usual.withNoise(DiffQ.NoiseKind.UNIFORM))).called("uniform noise"),
                Line.of(setting.trial(usual.withParametrisation(DiffQ.Parametrisation.NOISE)))
                        .called("normal noise, logits between logarithms of steps"),
                Line.of(setting.trial(usual.withDetachedRange())).called("normal noise, range without gradient"));
    }
}
