package dither.experiments.claim;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.plot.TrainingOverhead;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.report.claim.Comparison;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What a method may add to the time of a training step.
 *
 * @param id name of the claim
 * @param method in words
 * @param percent most that it may add
 * @param source where that was seen
 * @param trial with the method
 */
public record Overhead(String id, String method, double percent, String source, BiFunction<Setting, Scale, Trial> trial)
        implements PaperClaim {

    /** Of Quant-Noise. */
    public static Overhead ofQuantNoise() {
        return new Overhead(
                "quant-noise-overhead",
                "Quant-Noise",
                5,
                "Quant-Noise speaks of a small cost in training; 5 % is our bound",
                (setting, scale) -> new Noisy(setting, scale).quantNoise(4));
    }

    /** Of DiffQ. */
    public static Overhead ofDiffQ() {
        return new Overhead(
                "diffq-overhead",
                "DiffQ",
                10,
                "logs published with Demucs v2: 9.9 % more time per epoch, sizes computed in it",
                TrainingOverhead::diffQ);
    }

    @Override
    public String statement() {
        return method + " adds less than " + Math.round(percent) + " % to the time of a training step";
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        return TrainingOverhead.settings().stream()
                .map(setting -> new Comparison(
                        setting.task(),
                        "percent of the rest of a training step that the method takes, by medians",
                        List.of(trial.apply(setting, scale)),
                        records -> records.getFirst().cost().pace().overheadPercent(),
                        new Comparison.Demand.Below(percent)))
                .toList();
    }

    @Override
    public String beyondTheDesk() {
        return "Both parts are of the same steps. First this was asked of whole steps of two runs, which differed more by what the machine did in"
                + " between than by what is asked, so it decided nothing. What a method costs the network's own code by using the same"
                + " caches is not in it; bench/README.md has whole steps of all methods side by side.";
    }
}
