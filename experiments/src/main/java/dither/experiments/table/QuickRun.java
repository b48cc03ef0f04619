package dither.experiments.table;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.quant.Method;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.ResultTable;
import dither.store.RunRecord;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/**
 * A task from beginning to end in minutes: a float network, and what Quant-Noise and DiffQ make of it. One seed shows that a task
 * works; tables that compare methods have three.
 *
 * @param name what comes after "quick-"
 * @param setting what is trained at a scale
 * @param bar what the float network has to reach, given the score of what needs no network
 */
public record QuickRun(String name, Function<Scale, Setting> setting, DoubleUnaryOperator bar) implements Experiment {

    @Override
    public String id() {
        return "quick-" + name;
    }

    @Override
    public String title() {
        return "In minutes: " + setting.apply(Scale.SMOKE).task() + ", trained and compressed";
    }

    @Override
    public int seeds(Scale scale) {
        return 1;
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        Setting task = setting.apply(scale);
        grid.add(task.base());
        grid.add(new Noisy(task).quantNoise(4));
        grid.add(task.diffQToFold(8));
    }

    @Override
    public void report(Runs runs, Report report) {
        RunRecord first = runs.rows().getFirst().records().getFirst();
        String caption = TableExperiment.caption(runs.rows()) + " Without a network: "
                + first.baseline().name() + " has "
                + first.metric().show(first.baseline().score())
                + (first.best() == null
                        ? "."
                        : ", and the best that can be is " + first.metric().show(first.best()) + ".")
                + margin(runs, first);
        report.table(ResultTable.of(id(), runs.rows()), caption);
    }

    private String margin(Runs runs, RunRecord first) {
        return runs.rows(trial -> trial.method() instanceof Method.Float32).stream()
                .findFirst()
                .map(row -> {
                    double score = row.score().mean();
                    double baseline = first.baseline().score();
                    // Where the best is known, most of the way to it.
                    double asked = first.best() == null
                            ? bar.applyAsDouble(baseline)
                            : baseline + 0.8 * (first.best() - baseline);
                    boolean met = first.metric().highIsGood() ? score >= asked : score <= asked;
                    return String.format(
                            Locale.ROOT,
                            " Asked of the float network: %s or better; it has %s: %s.",
                            first.metric().show(asked),
                            first.metric().show(score),
                            met ? "reached" : "missed");
                })
                .orElse("");
    }
}
