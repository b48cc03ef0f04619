package dither.experiments.ablation;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** DiffQ steered to a size against DiffQ with a fixed penalty that happens to end at that size. */
public final class TargetSize extends Ablation {

    public TargetSize() {
        super(
                "target-size",
                "DiffQ: a target size instead of a penalty",
                "DiffQ steered to a size in MB of 2^20 bytes, beside the fixed penalty that had ended near it.");
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
    Map<String, Trial> rows(Setting setting) {
        Map<String, Trial> rows = new LinkedHashMap<>();
        rows.put("Float32", setting.base());
        for (Pair pair : pairs(setting.scale())) {
            rows.put("penalty " + pair.penalty(), pair.fixed(setting));
            rows.put("target " + pair.targetMb() + " MB", pair.steered(setting));
        }
        return rows;
    }
}
