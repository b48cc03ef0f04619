package dither.experiments.ablation;

import dither.experiments.setting.Setting;
import dither.report.table.Line;
import java.util.List;
import java.util.stream.DoubleStream;

/** How fast DiffQ's widths may travel. */
public final class LogitRate extends Ablation {

    public LogitRate() {
        super(
                "logit-rate",
                "DiffQ: learning rate of the widths",
                "DiffQ at penalty 5; the rate is that of the logits' Adam.");
    }

    @Override
    List<Line> lines(Setting setting) {
        return DoubleStream.of(0.1, 0.3, 1, 3)
                .map(factor -> Math.round(1e6 * factor * setting.diffQ().logitRate()) / 1e6)
                .mapToObj(rate ->
                        Line.of(setting.withLogitRate(rate).diffQ(PENALTY)).called("rate " + rate))
                .toList();
    }
}
