package dither.experiments.claim;

import dither.experiment.Scale;
import dither.experiments.setting.Language;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Tasks;
import dither.report.claim.Comparison;
import java.util.List;

/** Noise in fine-tuning only against noise from the beginning. */
public final class PostHocIsNearlyAsGood implements PaperClaim {

    @Override
    public String id() {
        return "post-hoc-is-nearly-as-good";
    }

    @Override
    public String statement() {
        return "Quant-Noise in fine-tuning only is nearly as good as from the beginning: at most 2 % of perplexity or half a point worse";
    }

    @Override
    public String source() {
        return "Quant-Noise, table 3 (there: 20.9 against 20.7, 83.4 against 83.6); the margins are ours";
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        return Tasks.ofPostHoc(scale).stream()
                .map(setting -> {
                    Noisy noisy = new Noisy(setting);
                    return Comparison.noWorse(
                            setting.task(),
                            noisy.ipqAfterNoise(),
                            noisy.ipqTrainedWithNoise(),
                            setting.task().equals(Language.TASK) ? 2 : 0.5);
                })
                .toList();
    }
}
