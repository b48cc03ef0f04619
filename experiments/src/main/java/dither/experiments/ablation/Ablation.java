package dither.experiments.ablation;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Cifar;
import dither.experiments.setting.Setting;
import dither.quant.DiffQ;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.ResultTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Rows that differ in one thing, and a table that names them by it. */
abstract class Ablation implements Experiment {
    /** The penalty at which DiffQ's other settings are varied. */
    static final double PENALTY = 5;

    private final String id;
    private final String title;
    private final String caption;
    private final Function<Scale, Setting> setting;

    /** On small images. */
    Ablation(String id, String title, String caption) {
        this(id, title, caption, Cifar::at);
    }

    /** On what is named. */
    Ablation(String id, String title, String caption, Function<Scale, Setting> setting) {
        this.id = id;
        this.title = title;
        this.caption = caption;
        this.setting = setting;
    }

    /** Rows by what tables call them. */
    abstract Map<String, Trial> rows(Setting setting);

    /** Rows of DiffQ that differ in one setting. */
    static Map<String, Trial> diffQ(Setting setting, Map<String, DiffQ> methods) {
        Map<String, Trial> rows = new LinkedHashMap<>();
        methods.forEach((name, method) -> rows.put(name, setting.trial(method)));
        return rows;
    }

    /** DiffQ as the tables have it, at the penalty of ablations. */
    static DiffQ usual(Setting setting) {
        return setting.diffQ().withPenalty(PENALTY);
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
        rows(setting.apply(scale)).values().forEach(grid::add);
    }

    @Override
    public void report(Runs runs, Report report) {
        Map<String, Trial> rows = rows(setting.apply(report.scale()));
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
