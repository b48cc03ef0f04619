package dither.experiments.ablation;

import dither.experiment.Trial;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.quant.QuantNoise;
import dither.quant.tensor.NoiseSchedule;
import java.util.LinkedHashMap;
import java.util.Map;

/** Noise that rises or falls in the course of a training, which the papers leave to future work. */
public final class NoiseScheduling extends Ablation {

    public NoiseScheduling() {
        super(
                "noise-schedule",
                "Noise that changes in the course of a training",
                "The share of weights that get noise in a step: constant, rising from 0 in a straight line, or falling to 0. Quant-Noise"
                        + " of half the weights, DiffQ of all of them at penalty 5.");
    }

    @Override
    Map<String, Trial> rows(Setting setting) {
        Map<String, Trial> rows = new LinkedHashMap<>();
        for (NoiseSchedule schedule : NoiseSchedule.values()) {
            String words = schedule == NoiseSchedule.CONSTANT ? " constant" : schedule.label();
            rows.put("Quant-Noise int4," + words, setting.trial(new QuantNoise(4, Noisy.INTEGER_RATE).with(schedule)));
            rows.put("DiffQ," + words, setting.trial(usual(setting).with(schedule)));
        }
        return rows;
    }
}
