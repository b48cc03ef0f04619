package dither.experiments.plot;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiments.setting.Cifar;
import dither.experiments.setting.Language;
import dither.experiments.setting.Methods;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.experiments.table.TableExperiment;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.chart.SizeScoreChart;
import dither.report.evidence.Runs;
import dither.report.table.ResultTable;
import java.util.List;

/** All methods of both papers by the bytes of real, entropy-coded files, which neither paper has. */
public final class ParetoPlot implements Experiment {

    @Override
    public String id() {
        return "plot-pareto";
    }

    @Override
    public String title() {
        return "All methods by the bytes of their files";
    }

    @Override
    public String reproduces() {
        return "Quant-Noise, figure of size against score";
    }

    private static List<Setting> settings(Scale scale) {
        return List.of(Cifar.at(scale), Language.at(scale));
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        for (Setting setting : settings(scale)) {
            Noisy noisy = new Noisy(setting);
            Methods.all(setting).forEach(grid::add);
            List.of(noisy.ipq(), noisy.ipqAfterNoise(), noisy.ipqInt8AfterNoise())
                    .forEach(grid::add);
        }
    }

    @Override
    public void report(Runs runs, Report report) {
        for (List<Runs.Row> group : Runs.groups(runs.rows())) {
            String name = id() + "-" + group.getFirst().trial().model().name();
            report.chart(SizeScoreChart.of(
                    name, "All methods: " + group.getFirst().trial().place().words(), group, ParetoPlot::curve));
        }
        ResultTable front = ResultTable.ofFront(id(), runs.rows());
        report.table(
                front,
                "The rows of this grid that no other row of it beats in both score and bytes of the file: rounding after training, STE-QAT, LSQ,"
                        + " Quant-Noise and DiffQ as in the tables of DiffQ, and three kinds of iPQ. Rows that only other tables have are left"
                        + " out. "
                        + TableExperiment.caption(front.rows()));
    }

    private static String curve(Runs.Row row) {
        return row.method().family() + (row.trial().preparation() == null ? "" : " after Quant-Noise");
    }
}
