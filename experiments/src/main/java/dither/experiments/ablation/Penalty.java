package dither.experiments.ablation;

import dither.experiment.Scale;
import dither.experiment.Trial;
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
    Map<String, Trial> rows(Scale scale) {
        Map<String, Trial> rows = new LinkedHashMap<>();
        rows.put("Float32", IMAGES.base(scale));
        for (double penalty : IMAGES.penalties(scale)) {
            rows.put("penalty " + penalty, IMAGES.diffQ(scale, penalty));
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
