package dither.experiments.ablation;

import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.quant.QuantNoise;
import dither.quant.SteQat;
import dither.quant.grid.RoundingGrid;
import dither.report.table.Line;
import java.util.ArrayList;
import java.util.List;

/** One range for a tensor, or one for each of its channels. */
public final class PerChannel extends Ablation {

    public PerChannel() {
        super(
                "per-channel",
                "Ranges of tensors and of channels",
                "Straight-through training on min-max grids of tensors, Quant-Noise on affine ones, as the papers have them, and both on symmetric"
                        + " grids of channels: rows of one method differ in the kind of grid, too.");
    }

    @Override
    List<Line> lines(Setting setting) {
        RoundingGrid channels = RoundingGrid.symmetricPerChannel();
        List<Line> lines = new ArrayList<>();
        for (int bits : new int[] {4, 2}) {
            lines.add(Line.of(setting.trial(new SteQat(bits))).called("STE-QAT " + bits + " bits, tensor"));
            lines.add(Line.of(setting.trial(new SteQat(bits, channels))).called("STE-QAT " + bits + " bits, channels"));
        }
        lines.add(Line.of(new Noisy(setting).quantNoise(4)).called("Quant-Noise int4, tensor"));
        lines.add(Line.of(setting.trial(new QuantNoise(4, Noisy.INTEGER_RATE, channels)))
                .called("Quant-Noise int4, channels"));
        return lines;
    }
}
