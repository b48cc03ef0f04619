package dither.experiments.ablation;

import dither.experiment.Trial;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.report.table.Line;
import java.util.List;

/** DiffQ and Quant-Noise together, which neither paper tries: pseudo noise on a random part of the weights, or one after the other. */
public final class Combined extends Ablation {

    public Combined() {
        super(
                "combined",
                "DiffQ and Quant-Noise combined",
                "DiffQ at penalty 5 with noise on a random share p of the weights in each step, and DiffQ after a training with"
                        + " Quant-Noise that is as long: the last row has been fine-tuned twice as long as the others.");
    }

    @Override
    List<Line> lines(Setting setting) {
        Trial diffQ = setting.trial(usual(setting));
        return List.of(
                Line.of(diffQ).called("DiffQ"),
                Line.of(setting.trial(usual(setting).withRate(0.5))).called("DiffQ, p = 0.5"),
                Line.of(setting.trial(usual(setting).withRate(0.1))).called("DiffQ, p = 0.1"),
                Line.of(diffQ.preparedBy(new Noisy(setting).quantNoise(4).method()))
                        .called("DiffQ after Quant-Noise int4"));
    }
}
