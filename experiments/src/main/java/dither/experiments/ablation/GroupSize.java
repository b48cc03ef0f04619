package dither.experiments.ablation;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Setting;
import dither.quant.DiffQ;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many weights share a width in DiffQ. */
public final class GroupSize extends Ablation {

    public GroupSize() {
        super("group-size", "DiffQ: group size", "DiffQ at penalty 5 with g weights to a width.");
    }

    @Override
    Map<String, Trial> rows(Setting setting) {
        Map<String, DiffQ> rows = new LinkedHashMap<>();
        for (int group : setting.scale() == Scale.SMOKE ? new int[] {1, 8} : new int[] {1, 4, 8, 16}) {
            rows.put("g = " + group, usual(setting).withGroupSize(group));
        }
        rows.put("a whole tensor", usual(setting).withGroupSize(0));
        return diffQ(setting, rows);
    }
}
