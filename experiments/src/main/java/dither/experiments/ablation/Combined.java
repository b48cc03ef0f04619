package dither.experiments.ablation;

import dither.experiment.Trial;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.quant.QuantNoise;
import java.util.LinkedHashMap;
import java.util.Map;

/** DiffQ and Quant-Noise together, which neither paper tries: pseudo noise on a random part of the weights, or one after the other. */
public final class Combined extends Ablation {

    public Combined() {
        super(
                "combined",
                "DiffQ and Quant-Noise combined",
                "DiffQ at penalty 5 with noise on a random share p of the weights in each step, and DiffQ behind a training with"
                        + " Quant-Noise that is as long.");
    }

    @Override
    Map<String, Trial> rows(Setting setting) {
        Map<String, Trial> rows = new LinkedHashMap<>();
        rows.put("DiffQ", setting.trial(usual(setting)));
        for (double rate : new double[] {0.5, 0.1}) {
            rows.put("DiffQ, p = " + rate, setting.trial(usual(setting).withRate(rate)));
        }
        rows.put(
                "DiffQ after Quant-Noise int4",
                setting.trial(usual(setting)).preparedBy(new QuantNoise(4, Noisy.INTEGER_RATE)));
        return rows;
    }
}
