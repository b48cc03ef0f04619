package dither.experiments.ablation;

import dither.experiment.Trial;
import dither.experiments.setting.Setting;
import dither.quant.DiffQ;
import dither.quant.DiffQ.Bits;
import java.util.LinkedHashMap;
import java.util.Map;

/** Least, most and initial width of DiffQ. */
public final class BitRange extends Ablation {

    public BitRange() {
        super("bits", "DiffQ: minimum, maximum and initial bits", "DiffQ at penalty 5, widths from least to most.");
    }

    @Override
    Map<String, Trial> rows(Setting setting) {
        Map<String, DiffQ> rows = new LinkedHashMap<>();
        rows.put("2 to 15, starting at 8", usual(setting));
        for (Bits bits : new Bits[] {
            new Bits(1, 15, 8), new Bits(3, 15, 8), new Bits(2, 9, 8), new Bits(2, 15, 4), new Bits(2, 15, 12)
        }) {
            rows.put(
                    bits.min() + " to " + bits.max() + ", starting at " + bits.initial(),
                    usual(setting).withBits(bits));
        }
        return diffQ(setting, rows);
    }
}
