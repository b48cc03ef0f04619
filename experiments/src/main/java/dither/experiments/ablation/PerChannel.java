package dither.experiments.ablation;

import dither.experiment.Trial;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.quant.QuantNoise;
import dither.quant.SteQat;
import dither.quant.grid.RoundingGrid;
import java.util.LinkedHashMap;
import java.util.Map;

/** One range for a tensor, or one for each of its channels. */
public final class PerChannel extends Ablation {

    public PerChannel() {
        super(
                "per-channel",
                "Ranges of tensors and of channels",
                "Straight-through training and Quant-Noise on other grids.");
    }

    @Override
    Map<String, Trial> rows(Setting setting) {
        RoundingGrid channels = RoundingGrid.symmetricPerChannel();
        Map<String, Trial> rows = new LinkedHashMap<>();
        for (int bits : new int[] {4, 2}) {
            rows.put("STE-QAT " + bits + " bits, tensor", setting.trial(new SteQat(bits)));
            rows.put("STE-QAT " + bits + " bits, channels", setting.trial(new SteQat(bits, channels)));
        }
        rows.put("Quant-Noise int4, tensor", setting.trial(new QuantNoise(4, Noisy.INTEGER_RATE)));
        rows.put("Quant-Noise int4, channels", setting.trial(new QuantNoise(4, Noisy.INTEGER_RATE, channels)));
        return rows;
    }
}
