package dither.experiments.plot;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Cifar;
import dither.experiments.setting.Language;
import dither.experiments.setting.Music;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.quant.Lsq;
import dither.quant.SteQat;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.chart.Charts;
import dither.report.chart.ShownChart;
import dither.report.evidence.Estimate;
import dither.report.evidence.Runs;
import dither.store.RunRecord;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What methods themselves do in training steps, against the rest of the same steps. */
public final class TrainingOverhead implements Experiment {

    @Override
    public String id() {
        return "plot-training-overhead";
    }

    @Override
    public String title() {
        return "The work of methods themselves in training steps";
    }

    /** Tasks whose steps are compared. */
    public static List<Setting> settings(Scale scale) {
        return List.of(Cifar.at(scale), Language.at(scale), Music.at(scale));
    }

    /** DiffQ at the first penalty. */
    public static Trial diffQ(Setting setting) {
        return setting.diffQ(setting.penalties().getFirst());
    }

    private static List<Trial> methods(Setting setting) {
        return List.of(
                setting.trial(new SteQat(4)),
                setting.trial(new Lsq(4)),
                new Noisy(setting).quantNoise(4),
                diffQ(setting));
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        for (Setting setting : settings(scale)) {
            methods(setting).forEach(grid::add);
        }
    }

    @Override
    public void report(Runs runs, Report report) {
        StringColumn task = StringColumn.create("task");
        StringColumn method = StringColumn.create("method");
        StringColumn shown = StringColumn.create("overhead %");
        StringColumn seeds = StringColumn.create("n");
        DoubleColumn mean = DoubleColumn.create("overhead_percent");
        DoubleColumn interval = DoubleColumn.create("overhead_percent_ci95");
        IntColumn n = IntColumn.create("n");
        List<String> tasks = new ArrayList<>();
        List<List<Double>> bars = new ArrayList<>();
        List<List<Double>> errors = new ArrayList<>();
        List<String> families = List.of("STE-QAT", "LSQ", "Quant-Noise", "DiffQ");
        families.forEach(_ -> {
            bars.add(new ArrayList<>());
            errors.add(new ArrayList<>());
        });
        for (Setting setting : settings(report.scale())) {
            List<Estimate> found = new ArrayList<>();
            for (Trial trial : methods(setting)) {
                double[] overheads = overheads(runs, trial);
                if (overheads.length > 0) {
                    Estimate estimate = Estimate.of(overheads);
                    found.add(estimate);
                    task.append(setting.task().toString());
                    method.append(trial.label());
                    shown.append(estimate.show(1, 1));
                    seeds.append(String.valueOf(estimate.n()));
                    mean.append(estimate.mean());
                    interval.append(estimate.halfWidth());
                    n.append(estimate.n());
                }
            }
            if (found.size() == families.size()) {
                tasks.add(setting.task().toString());
                for (int i = 0; i < found.size(); i++) {
                    bars.get(i).add(found.get(i).mean());
                    errors.get(i).add(found.get(i).n() > 1 ? found.get(i).halfWidth() : 0.0);
                }
            }
        }
        report.table(
                id(),
                "What the method itself does in training steps, in percent of the rest of the same steps; mean and 95 % interval over n"
                        + " seeds. What it costs the rest, through caches say, is not in it: `make bench-step` times whole steps.",
                Table.create(id(), task, method, mean, interval, n),
                Table.create(id(), task.copy(), method.copy(), shown, seeds));
        if (!tasks.isEmpty()) {
            CategoryChart chart = Charts.groupedBars(
                    "The methods' own work in training steps", "", "method's work, % of the rest of a step");
            for (int i = 0; i < families.size(); i++) {
                chart.addSeries(families.get(i), tasks, bars.get(i), errors.get(i))
                        .setFillColor(Charts.colourOf(families.get(i)));
            }
            report.chart(new ShownChart(
                    id(), chart, Table.create(id(), task.copy(), method.copy(), mean.copy(), interval.copy())));
        }
    }

    /** The method's own work in percent of the rest of the same steps; not a number for runs that did not note it. */
    public static double percent(RunRecord run) {
        double overhead = run.cost().pace().overhead();
        return overhead > 0 ? 100 * overhead : Double.NaN;
    }

    private static double[] overheads(Runs runs, Trial trial) {
        return runs.row(trial).stream()
                .flatMap(row -> row.records().stream())
                .mapToDouble(TrainingOverhead::percent)
                .filter(Double::isFinite)
                .toArray();
    }
}
