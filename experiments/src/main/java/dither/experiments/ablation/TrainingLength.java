package dither.experiments.ablation;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Setting;
import dither.quant.Lsq;
import dither.quant.Method;
import dither.quant.SteQat;
import dither.report.table.Line;
import java.util.ArrayList;
import java.util.List;

/** DiffQ and methods of fixed width at one size, trained for a short and for a longer time: whether widths that are learned want more steps. */
public final class TrainingLength extends Ablation {
    /** By the papers' count a tenth of the float network. */
    private static final int BITS = 3;

    public TrainingLength() {
        super(
                "training-length",
                "DiffQ against fixed widths, trained for longer",
                "All have about 3 bits per weight by the papers' count, except DiffQ at smoke scale, which has more. Unless stated, the"
                        + " stage in which a method acts is as long as in the other tables. The rate of DiffQ's logits is divided by the"
                        + " length, so that widths can travel equally far.");
    }

    /** How many times as long as in other tables the short and the longer training are. */
    public static double[] lengths(Scale scale) {
        return switch (scale) {
            case SMOKE -> new double[] {1, 2};
            case DESK -> new double[] {1, 4};
            case PAPER -> new double[] {0.25, 1}; // what other tables have is long already
        };
    }

    /** A length, to be put behind a name; nothing for the usual one. */
    public static String words(double times) {
        return times == 1 ? "" : ", " + Method.plain(times) + " times as long";
    }

    /** STE-QAT for some times the usual. */
    public static Trial steQat(Setting setting, double times) {
        return longer(setting.trial(new SteQat(BITS)), times);
    }

    /** LSQ for some times the usual. */
    public static Trial lsq(Setting setting, double times) {
        return longer(setting.trial(new Lsq(BITS)), times);
    }

    /** DiffQ, steered to the size that the others have, for some times the usual. */
    public static Trial diffQ(Setting setting, double times) {
        double rate = setting.diffQ().logitRate() / times;
        return longer(setting.withLogitRate(rate).diffQToFold(10), times);
    }

    private static Trial longer(Trial trial, double times) {
        int epochs = (int) Math.round(trial.finetuning().epochs() * times);
        return trial.with(trial.finetuning().with(epochs, trial.finetuning().rate()));
    }

    @Override
    List<Line> lines(Setting setting) {
        List<Line> lines = new ArrayList<>();
        for (double times : lengths(setting.scale())) {
            lines.add(Line.of(steQat(setting, times)).called("STE-QAT " + BITS + " bits" + words(times)));
            lines.add(Line.of(lsq(setting, times)).called("LSQ " + BITS + " bits" + words(times)));
            lines.add(Line.of(diffQ(setting, times)).called("DiffQ" + words(times)));
        }
        return lines;
    }
}
