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
import dither.report.evidence.Evidence;
import dither.report.evidence.Runs;
import dither.store.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
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

    @Override
    public String reproduces() {
        return "DiffQ, table of overhead, known at second hand";
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

    /** What a method does in the steps of a task. */
    private record Overhead(String task, Trial trial, Estimate percent) {
        String family() {
            return trial.method().family();
        }
    }

    @Override
    public void report(Runs runs, Report report) {
        List<Overhead> found = new ArrayList<>();
        for (Setting setting : settings(report.scale())) {
            for (Trial trial : methods(setting)) {
                double[] overheads = overheads(runs, trial);
                if (overheads.length > 0) {
                    found.add(new Overhead(setting.task().toString(), trial, Estimate.of(overheads)));
                }
            }
        }
        report.table(
                id(),
                "What the method itself does in training steps, in percent of the rest of the same steps; mean and 95 % interval over n"
                        + " seeds. What it costs the rest, through caches say, is not in it: `make bench-step` times whole steps.",
                numbers(found)
                        .addColumns(IntColumn.create(
                                "n",
                                found.stream()
                                        .mapToInt(overhead -> overhead.percent().n())
                                        .toArray())),
                Table.create(
                        id(),
                        words(found, "task", Overhead::task),
                        words(found, "method", overhead -> overhead.trial().label()),
                        words(
                                found,
                                "overhead %",
                                overhead -> overhead.percent().show(1, 1)),
                        words(
                                found,
                                "n",
                                overhead -> String.valueOf(overhead.percent().n()))));
        Map<String, List<Overhead>> byTask =
                found.stream().collect(Collectors.groupingBy(Overhead::task, LinkedHashMap::new, Collectors.toList()));
        // Bars of a group stand by their places, so that a task of which a method is missing would have them wrong.
        byTask.values()
                .removeIf(group ->
                        group.size() < methods(Cifar.at(report.scale())).size());
        if (!byTask.isEmpty()) {
            report.chart(new ShownChart(id(), chart(byTask), numbers(found)));
        }
    }

    private Table numbers(List<Overhead> found) {
        return Table.create(
                id(),
                words(found, "task", Overhead::task),
                words(found, "method", overhead -> overhead.trial().label()),
                column(found, "overhead_percent", overhead -> overhead.percent().mean()),
                column(
                        found,
                        "overhead_percent_ci95",
                        overhead -> overhead.percent().halfWidth()));
    }

    private static StringColumn words(List<Overhead> found, String name, Function<Overhead, String> cell) {
        return StringColumn.create(name, found.stream().map(cell).toList());
    }

    private static DoubleColumn column(List<Overhead> found, String name, ToDoubleFunction<Overhead> cell) {
        return DoubleColumn.create(name, found.stream().mapToDouble(cell).toArray());
    }

    private static CategoryChart chart(Map<String, List<Overhead>> byTask) {
        CategoryChart chart = Charts.groupedBars(
                "The methods' own work in training steps", "", "method's work, % of the rest of a step");
        chart.getStyler().setXAxisLabelRotation(0);
        List<String> tasks = List.copyOf(byTask.keySet());
        byTask.values().stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(Overhead::family, LinkedHashMap::new, Collectors.toList()))
                .forEach((family, bars) -> chart.addSeries(
                                name(family, bars),
                                tasks,
                                bars.stream().map(bar -> bar.percent().mean()).toList(),
                                bars.stream()
                                        .map(bar -> bar.percent().n() < Evidence.SEEDS
                                                ? 0.0
                                                : bar.percent().halfWidth())
                                        .toList())
                        .setFillColor(Charts.colourOf(family)));
        return chart;
    }

    /** With its settings, where these are the same on all tasks. */
    private static String name(String family, List<Overhead> bars) {
        List<String> labels =
                bars.stream().map(bar -> bar.trial().label()).distinct().toList();
        return labels.size() == 1 ? labels.getFirst() : family;
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
