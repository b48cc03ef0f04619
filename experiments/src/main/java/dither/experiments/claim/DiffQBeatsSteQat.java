package dither.experiments.claim;

import dither.codec.Size;
import dither.experiment.Scale;
import dither.experiments.setting.Methods;
import dither.experiments.setting.Tasks;
import dither.report.claim.Comparison;
import dither.report.claim.Frontier;
import java.util.List;

/** DiffQ against STE-QAT at equal sizes, on each task. */
public final class DiffQBeatsSteQat implements PaperClaim {

    @Override
    public String id() {
        return "diffq-beats-ste-qat";
    }

    @Override
    public String statement() {
        return "DiffQ is better than STE-QAT at equal size on each task";
    }

    @Override
    public String source() {
        return "DiffQ, abstract of the first version (\"outperforms\"); the final one says \"competitive with\"";
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        return Tasks.ofDiffQ(scale).stream()
                .map(setting -> Frontier.comparison(
                        setting.task(),
                        "DiffQ against STE-QAT",
                        Methods.diffQ(setting),
                        Methods.steQat(setting),
                        Size.DIFFQ,
                        0))
                .toList();
    }

    @Override
    public String remarks() {
        return FEW_STEPS;
    }
}
