package dither.experiments.ablation;

import dither.experiment.Trial;
import dither.experiments.setting.Setting;
import dither.quant.DiffQ;
import java.util.LinkedHashMap;
import java.util.Map;

/** How fast DiffQ's widths may travel. */
public final class LogitRate extends Ablation {

    public LogitRate() {
        super(
                "logit-rate",
                "DiffQ: learning rate of the widths",
                "DiffQ at penalty 5; the rate is that of the logits' Adam.");
    }

    @Override
    Map<String, Trial> rows(Setting setting) {
        Map<String, DiffQ> rows = new LinkedHashMap<>();
        double rate = usual(setting).logitRate();
        for (double factor : new double[] {0.1, 0.3, 1, 3}) {
            double other = Math.round(1e6 * rate * factor) / 1e6;
            rows.put("rate " + other, usual(setting).withLogitRate(other));
        }
        return diffQ(setting, rows);
    }
}
