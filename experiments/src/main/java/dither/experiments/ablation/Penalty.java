package dither.experiments.ablation;

import dither.experiment.Trial;
import dither.experiments.setting.Setting;
import dither.quant.Method;
import dither.report.Report;
import dither.report.chart.SizeScoreChart;
import dither.report.evidence.Runs;
import java.util.LinkedHashMap;
import java.util.Map;

/** What DiffQ's penalty on the size does. */
public final class Penalty extends Ablation {

    public Penalty() {
        super("penalty", "DiffQ: penalty", "DiffQ at several penalties per MB, in groups of 8.");
    }

    @Override
    Map<String, Trial> rows(Setting setting) {
        Map<String, Trial> rows = new LinkedHashMap<>();
        rows.put("Float32", setting.base());
        for (double penalty : setting.penalties()) {
            rows.put("penalty " + penalty, setting.diffQ(penalty));
        }
        return rows;
    }

    @Override
    public void report(Runs runs, Report report) {
        super.report(runs, report);
        SizeScoreChart.write(
                report,
                id(),
                "DiffQ, one point per penalty",
                runs.rows(),
                row -> row.method() instanceof Method.Float32 ? "Float32" : "DiffQ");
    }
}
