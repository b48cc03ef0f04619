package dither.experiments.ablation;

import dither.experiments.setting.Setting;
import dither.quant.Method;
import dither.report.Report;
import dither.report.chart.SizeScoreChart;
import dither.report.evidence.Runs;
import dither.report.table.Line;
import java.util.ArrayList;
import java.util.List;

/** What DiffQ's penalty on the size does. */
public final class Penalty extends Ablation {

    public Penalty() {
        super("penalty", "DiffQ: penalty", "DiffQ at several penalties per MB, in groups of 8.");
    }

    @Override
    List<Line> lines(Setting setting) {
        List<Line> lines = new ArrayList<>(List.of(Line.of(setting.base())));
        for (double penalty : setting.penalties()) {
            lines.add(Line.of(setting.diffQ(penalty)).called("penalty " + penalty));
        }
        return lines;
    }

    @Override
    public void report(Runs runs, Report report) {
        super.report(runs, report);
        report.chart(SizeScoreChart.of(
                id(),
                "DiffQ by penalty: " + runs.rows().getFirst().trial().place().words(),
                runs.rows(),
                row -> row.method() instanceof Method.Float32 ? "Float32" : "DiffQ"));
    }
}
