package dither.experiments.ablation;

import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.quant.QuantNoise;
import dither.quant.tensor.NoiseSchedule;
import dither.report.table.Line;
import java.util.ArrayList;
import java.util.List;

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
    List<Line> lines(Setting setting) {
        QuantNoise noise = new QuantNoise(4, Noisy.INTEGER_RATE);
        List<Line> lines = new ArrayList<>();
        for (NoiseSchedule schedule : NoiseSchedule.values()) {
            String words = schedule == NoiseSchedule.CONSTANT ? " constant" : schedule.label();
            lines.add(Line.of(setting.trial(noise.with(schedule))).called("Quant-Noise int4," + words));
            lines.add(Line.of(setting.trial(usual(setting).with(schedule))).called("DiffQ," + words));
        }
        return lines;
    }
}
