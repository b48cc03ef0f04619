package dither.experiments.quick;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.quant.DiffQ;
import dither.quant.Method;
import dither.quant.QuantNoise;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.ResultTable;
import dither.report.Runs;
import dither.store.RunRecord;
import java.util.List;
import java.util.Locale;

/** A task from beginning to end in minutes: a float network, and what DiffQ and Quant-Noise make of it. */
abstract class QuickRun implements Experiment {

    /** The float trial. */
    abstract Trial base(Scale scale);

    /** DiffQ's penalty and logit rate for a scale. */
    abstract DiffQ diffQ(Scale scale);

    @Override
    public final String id() {
        return "quick-" + name();
    }

    /** What comes behind "quick-". */
    abstract String name();

    /** One seed shows that a task works; tables that compare methods have three. */
    @Override
    public int seeds(Scale scale) {
        return 1;
    }

    @Override
    public void declare(Grid grid, Scale scale) {
        Trial base = base(scale);
        grid.add(base);
        grid.add(base.with(new QuantNoise(4, 0.5)));
        grid.add(base.with(diffQ(scale)));
    }

    @Override
    public final void report(Runs runs, Report report) {
        List<Runs.Row> rows = runs.rows();
        RunRecord first = rows.getFirst().records().getFirst();
        Trial trial = first.trial();
        String caption = trial.model().name() + " on " + trial.data().label() + "; "
                + first.metric().label() + " on "
                + trial.data().testSet() + ", of the network restored from the file. Without a network: "
                + first.baseline().name() + " has "
                + first.metric().show(first.baseline().score())
                + (first.best() == null
                        ? "."
                        : ", and the best that can be is " + first.metric().show(first.best()) + ".")
                + margin(runs, first);
        report.table(id(), caption, ResultTable.numbers(id(), rows), ResultTable.text(id(), rows));
    }

    /** What the float network has to reach, given what needs no network. */
    abstract double bar(double baseline);

    private String margin(Runs runs, RunRecord first) {
        return runs.row(new Method.Float32())
                .map(row -> {
                    double score = row.estimate(RunRecord::score).mean();
                    double baseline = first.baseline().score();
                    // Where the best is known, most of the way to it.
                    double bar = first.best() == null ? bar(baseline) : baseline + 0.8 * (first.best() - baseline);
                    boolean met = first.metric().highIsGood() ? score >= bar : score <= bar;
                    return String.format(
                            Locale.ROOT,
                            " Asked of the float network: %s or better; it has %s: %s.",
                            first.metric().show(bar),
                            first.metric().show(score),
                            met ? "reached" : "missed");
                })
                .orElse("");
    }
}
