package dither.experiments.ablation;

import dither.experiment.Scale;
import dither.experiments.setting.Setting;
import dither.report.table.Line;
import java.util.List;

/** How many weights share a width in DiffQ. */
public final class GroupSize extends Ablation {

    public GroupSize() {
        super("group-size", "DiffQ: group size", "DiffQ at penalty 5 with g weights to a width.");
    }

    @Override
    List<Line> lines(Setting setting) {
        List<Integer> sizes = setting.scale() == Scale.SMOKE ? List.of(1, 8, 0) : List.of(1, 4, 8, 16, 0);
        return sizes.stream()
                .map(size -> Line.of(setting.trial(usual(setting).withGroupSize(size)))
                        .called(size == 0 ? "a whole tensor" : "g = " + size))
                .toList();
    }
}
