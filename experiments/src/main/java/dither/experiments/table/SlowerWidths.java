package dither.experiments.table;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.ablation.BatchNormAnew;
import dither.experiments.setting.Methods;
import dither.experiments.setting.Setting;
import dither.experiments.setting.Tasks;
import dither.report.table.Line;
import java.util.List;
import java.util.stream.Stream;

/**
 * The tasks of the DiffQ paper once more, where two ablations had shown that short runs cost DiffQ what they do not cost its rivals: widths
 * that travel at a third of the rate, and for all methods batch norms estimated anew.
 */
public final class SlowerWidths extends TableExperiment {
    private static final double SLOWER = 3;

    @Override
    public String id() {
        return "table-diffq-slower-widths";
    }

    @Override
    public String title() {
        return "DiffQ with slower widths against STE-QAT and LSQ";
    }

    @Override
    public String note() {
        return "DiffQ's logits have a third of the rate of the other tables, except at the papers' scale, which has the papers' rate. Batch norms,"
                + " where a network has any, are estimated anew for all methods.";
    }

    @Override
    public List<Line> lines(Scale scale) {
        return Tasks.ofDiffQ(scale).stream()
                .flatMap(setting -> Stream.of(steQat(setting), lsq(setting), diffQ(setting)))
                .flatMap(List::stream)
                .map(Line::of)
                .toList();
    }

    /** Trained with the straight-through estimator, at each width. */
    public static List<Trial> steQat(Setting setting) {
        return anew(setting, Methods.steQat(setting));
    }

    /** Trained with learned steps, at each width. */
    public static List<Trial> lsq(Setting setting) {
        return anew(setting, Methods.lsq(setting));
    }

    /** DiffQ at all penalties and targets of the other tables. */
    public static List<Trial> diffQ(Setting setting) {
        double rate = setting.diffQ().logitRate();
        double slower = setting.scale() == Scale.PAPER ? rate : Math.round(1e4 * rate / SLOWER) / 1e4;
        return anew(setting, Methods.diffQ(setting.withLogitRate(slower)));
    }

    private static List<Trial> anew(Setting setting, List<Trial> trials) {
        return switch (setting.task()) {
            case IMAGES, PHOTOGRAPHS -> trials.stream().map(BatchNormAnew::anew).toList();
            case IMAGE_TRANSFORMER, LANGUAGE, BOOKS, SENTENCES, MUSIC -> trials; // have no batch norms
        };
    }
}
