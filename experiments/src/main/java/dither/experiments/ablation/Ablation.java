package dither.experiments.ablation;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Cifar;
import dither.quant.DiffQ;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.ResultTable;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rows that differ in one thing, and a table that names them by it. */
abstract class Ablation implements Experiment {
    /** What most of them vary methods on. */
    static final Cifar IMAGES = Cifar.standard();

    /** The penalty at which DiffQ's other settings are varied. */
    static final double PENALTY = 5;

    private final String id;
    private final String title;
    private final String caption;

    Ablation(String id, String title, String caption) {
        this.id = id;
        this.title = title;
        this.caption = caption;
    }

    /** Rows by what tables call them. */
    abstract Map<String, Trial> rows(Scale scale);

    /** Rows of DiffQ that differ in one setting. */
    static Map<String, Trial> diffQ(Scale scale, Map<String, DiffQ> methods) {
        Map<String, Trial> rows = new LinkedHashMap<>();
        methods.forEach((name, method) -> rows.put(name, IMAGES.trial(scale, method)));
        return rows;
    }

    /** DiffQ as the tables have it, at the penalty of ablations. */
    static DiffQ usual(Scale scale) {
        return IMAGES.diffQ(scale).withPenalty(PENALTY);
    }

    @Override
    public final String id() {
        return "ablation-" + id;
    }

    @Override
    public final String title() {
        return title;
    }

    @Override
    public final void declare(Grid grid, Scale scale) {
        rows(scale).values().forEach(grid::add);
    }

    @Override
    public void report(Runs runs, Report report) {
        Map<String, Trial> rows = rows(report.scale());
        report.table(
                ResultTable.of(id(), runs.rows())
                        .labelled(row -> rows.entrySet().stream()
                                .filter(entry -> entry.getValue().seed(0).equals(row.trial()))
                                .map(Map.Entry::getKey)
                                .findFirst()
                                .orElseThrow()),
                caption + " "
                        + runs.rows().getFirst().trial().model().name() + " on "
                        + runs.rows().getFirst().trial().data().label() + "; mean and 95 % interval over n seeds.");
    }
}
