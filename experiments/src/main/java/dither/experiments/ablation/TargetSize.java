package dither.experiments.ablation;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Setting;
import dither.report.table.Line;
import java.util.ArrayList;
import java.util.List;

/** DiffQ steered to a size against DiffQ with a fixed penalty that happens to end at that size. */
public final class TargetSize extends Ablation {

    public TargetSize() {
        super(
                "target-size",
                "DiffQ: a target size instead of a penalty",
                "DiffQ steered to a size in MB of 2^20 bytes, beside the fixed penalty that had ended near it; at the papers'"
                        + " scale an eighth of the float size, beside a penalty.");
    }

    /**
     * A penalty, and as a target the size that it ended at.
     *
     * @param targetMb in MB of 2^20 bytes
     */
    public record Pair(double penalty, double targetMb) {
        /** With the fixed penalty. */
        public Trial fixed(Setting setting) {
            return setting.diffQ(penalty);
        }

        /** Steered. */
        public Trial steered(Setting setting) {
            return setting.trial(setting.diffQ().withTarget(targetMb));
        }
    }

    /** What is compared at a scale. */
    public static List<Pair> pairs(Scale scale) {
        return switch (scale) {
            case SMOKE -> List.of(new Pair(20, 0.0102));
            case DESK -> List.of(new Pair(1, 0.181), new Pair(5, 0.13));
            case PAPER -> List.of(new Pair(5, 5.4)); // an eighth of float; the penalty's size is not known yet
        };
    }

    @Override
    List<Line> lines(Setting setting) {
        List<Line> lines = new ArrayList<>(List.of(Line.of(setting.base())));
        for (Pair pair : pairs(setting.scale())) {
            lines.add(Line.of(pair.fixed(setting)).called("penalty " + pair.penalty()));
            lines.add(Line.of(pair.steered(setting)).called("target " + pair.targetMb() + " MB"));
        }
        return lines;
    }
}
