package dither.experiments.claim;

import dither.codec.Size;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.setting.Methods;
import dither.experiments.setting.Music;
import dither.experiments.setting.Setting;
import dither.experiments.setting.Tasks;
import dither.report.claim.Comparison;
import dither.report.claim.Frontier;
import java.util.List;
import java.util.function.Function;

/**
 * DiffQ against a rival of fixed width at equal sizes, on each task.
 *
 * @param id name of the claim
 * @param rival its name
 * @param trials of the rival on a setting
 * @param history when the question was put, where that was not before its runs; else empty
 */
public record DiffQCompetes(String id, String rival, Function<Setting, List<Trial>> trials, String history)
        implements PaperClaim {

    /** Against learned steps. */
    public static DiffQCompetes withLsq() {
        return new DiffQCompetes("diffq-competes-with-lsq", "LSQ", Methods::lsq, "");
    }

    /** Against the straight-through estimator. */
    public static DiffQCompetes withSteQat() {
        return new DiffQCompetes(
                "diffq-competes-with-ste-qat",
                "STE-QAT",
                Methods::steQat,
                "Added when its runs on images, language and music had been seen, because the final version of the paper claims this and no"
                        + " longer more. ");
    }

    @Override
    public String statement() {
        return "DiffQ is competitive with " + rival
                + " at equal size: at most half a point, half a percent of perplexity or 0.1 dB worse";
    }

    @Override
    public String source() {
        return "DiffQ, abstract of the final version (\"competitive with\" straight-through methods); the margins are ours";
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        return Tasks.ofDiffQ(scale).stream()
                .map(setting -> Frontier.comparison(
                        setting.task(),
                        "DiffQ against " + rival,
                        Methods.diffQ(setting),
                        trials.apply(setting),
                        Size.DIFFQ,
                        setting.task().equals(Music.TASK) ? 0.1 : 0.5))
                .toList();
    }

    @Override
    public String remarks() {
        return history + FEW_STEPS;
    }
}
