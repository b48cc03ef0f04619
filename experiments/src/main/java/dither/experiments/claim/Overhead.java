package dither.experiments.claim;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.plot.TrainingOverhead;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Setting;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import java.util.List;
import java.util.function.Function;

/**
 * How much work a method may add to a training step.
 *
 * @param id name of the claim
 * @param origin the method, and the paper that it is from
 * @param percent most that it may take of the rest of a step
 * @param source where that was seen
 * @param trial with the method
 */
public record Overhead(String id, String origin, double percent, String source, Function<Setting, Trial> trial)
        implements PaperClaim {

    /** Of Quant-Noise. */
    public static Overhead ofQuantNoise() {
        return new Overhead(
                "quant-noise-overhead",
                QUANT_NOISE,
                5,
                "Quant-Noise speaks of a small cost in training; 5 % is our bound",
                setting -> new Noisy(setting).quantNoise(4));
    }

    /** Of DiffQ. */
    public static Overhead ofDiffQ() {
        return new Overhead(
                "diffq-overhead",
                DIFFQ,
                10,
                "logs in branch v2 of github.com/facebookresearch/demucs: 9.9 % more time per epoch, sizes computed in it",
                TrainingOverhead::diffQ);
    }

    @Override
    public String statement() {
        return origin + "'s own computation adds less than " + Math.round(percent)
                + " % to the rest of a training step";
    }

    @Override
    public Stated stated() {
        return Stated.BEFORE;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        return TrainingOverhead.settings(scale).stream()
                .map(setting -> new Comparison(
                        setting.task().toString(),
                        "the method's own computation in percent of the rest of the same training steps",
                        List.of(trial.apply(setting)),
                        records -> TrainingOverhead.percent(records.getFirst()),
                        new Comparison.Demand.Below(percent)))
                .toList();
    }

    @Override
    public String remarks() {
        return "An earlier version compared whole steps of two runs; the load of the machine varied by more than the bound, so nothing was"
                + " decided. Now both are measured within the same steps. What a method costs the rest of a step, through caches for example, is"
                + " left out; bench/README.md has whole steps of all methods side by side.";
    }
}
