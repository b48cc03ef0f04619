package dither.experiments.ablation;

import dither.experiment.Scale;
import dither.experiments.setting.Cifar;
import dither.experiments.setting.Setting;
import dither.experiments.table.TableExperiment;
import dither.quant.DiffQ;
import dither.report.table.Line;
import java.util.List;
import java.util.function.Function;

/** Rows that differ in one thing, and a table that names them by it. */
abstract class Ablation extends TableExperiment {
    /** The penalty at which DiffQ's other settings are varied. */
    static final double PENALTY = 5;

    private final String id;
    private final String title;
    private final String note;
    private final Function<Scale, Setting> setting;

    /** On small images. */
    Ablation(String id, String title, String note) {
        this(id, title, note, Cifar::at);
    }

    /** On what is named. */
    Ablation(String id, String title, String note, Function<Scale, Setting> setting) {
        this.id = id;
        this.title = title;
        this.note = note;
        this.setting = setting;
    }

    /** What is varied on a setting. */
    abstract List<Line> lines(Setting setting);

    /** DiffQ as the tables have it, at the penalty of ablations. */
    static DiffQ usual(Setting setting) {
        return setting.diffQ().withPenalty(PENALTY);
    }

    @Override
    public final List<Line> lines(Scale scale) {
        return lines(setting.apply(scale));
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
    public final String note() {
        return note;
    }
}
