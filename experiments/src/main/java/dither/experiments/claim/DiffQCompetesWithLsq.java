package dither.experiments.claim;

import dither.codec.Size;
import dither.experiment.Scale;
import dither.experiments.setting.Methods;
import dither.experiments.setting.Music;
import dither.experiments.setting.Tasks;
import dither.report.claim.Comparison;
import dither.report.claim.Frontier;
import java.util.List;

/** DiffQ against LSQ at equal sizes, on each task. */
public final class DiffQCompetesWithLsq implements PaperClaim {

    @Override
    public String id() {
        return "diffq-competes-with-lsq";
    }

    @Override
    public String statement() {
        return "DiffQ is competitive with LSQ at equal size: at most half a point, half a percent of perplexity or 0.1 dB worse";
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
                        "DiffQ against LSQ",
                        Methods.diffQ(setting),
                        Methods.lsq(setting),
                        Size.DIFFQ,
                        setting.task().equals(Music.TASK) ? 0.1 : 0.5))
                .toList();
    }

    @Override
    public String beyondTheDesk() {
        return FEW_STEPS;
    }
}
