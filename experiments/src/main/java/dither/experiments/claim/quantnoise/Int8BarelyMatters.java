package dither.experiments.claim.quantnoise;

import dither.experiment.Scale;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Tasks;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import java.util.List;

/** Quant-Noise at eight bits against the float network. */
public final class Int8BarelyMatters implements PaperClaim {

    @Override
    public String id() {
        return "int8-barely-matters";
    }

    @Override
    public String statement() {
        return "At int8 Quant-Noise is within one point, or 3 % of perplexity, of the float network";
    }

    @Override
    public String origin() {
        return QUANT_NOISE;
    }

    @Override
    public String source() {
        return "Quant-Noise, table 1 (there: 18.7 against 18.3, 80.9 against 81.5); the margins are ours";
    }

    @Override
    public Stated stated() {
        return Stated.BEFORE;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        return Tasks.ofQuantNoise(scale).stream()
                .map(setting -> Comparison.equal(
                        setting.task().toString(),
                        new Noisy(setting).quantNoise(8),
                        setting.base(),
                        PaperClaim.margin(setting.task(), 3, 1)))
                .toList();
    }

    @Override
    public String remarks() {
        return "At desk scale rounding to int8 without noise (p = 0) costs next to nothing, so noise has nothing to win back: the claim holds there without it, too.";
    }
}
