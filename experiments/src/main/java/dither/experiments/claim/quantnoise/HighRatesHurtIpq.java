package dither.experiments.claim.quantnoise;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Language;
import dither.experiments.setting.Noisy;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import java.util.List;

/** Noise on most of the blocks. */
public final class HighRatesHurtIpq implements PaperClaim {

    @Override
    public String id() {
        return "high-rates-hurt-ipq";
    }

    @Override
    public String statement() {
        return "A noise rate above one half hurts iPQ (tested: p = 0.8, language)";
    }

    @Override
    public String origin() {
        return QUANT_NOISE;
    }

    @Override
    public String source() {
        return "Quant-Noise, figure over the noise rate, known at second hand";
    }

    @Override
    public Stated stated() {
        return Stated.PARTLY_AFTER;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        Noisy noisy = new Noisy(Language.at(scale));
        Trial high = noisy.ipqAfter(noisy.proxy(0.8));
        return List.of(
                Comparison.worse("language: p = 0.8 against 0.1", high, noisy.ipqAfterNoise()),
                Comparison.worse("language: p = 0.8 against none", high, noisy.ipqAfterNothing()));
    }

    @Override
    public String remarks() {
        return "The part against no noise was added after its runs had been seen. Here only fine-tuning has noise; in the paper a network is trained"
                + " with it from the beginning.";
    }
}
