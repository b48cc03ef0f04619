package dither.experiments.claim.quantnoise;

import dither.experiment.Scale;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Language;
import dither.experiments.setting.Noisy;
import dither.quant.PqNoise.Draw;
import dither.quant.PqNoise.Replacement;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import java.util.List;

/** Zeros instead of centroids. */
public final class ProxyEqualsExact implements PaperClaim {

    @Override
    public String id() {
        return "proxy-equals-exact";
    }

    @Override
    public String statement() {
        return "Before iPQ, proxy noise (zeros) does as well as exact noise: within 1 % of perplexity";
    }

    @Override
    public String origin() {
        return QUANT_NOISE;
    }

    @Override
    public String source() {
        return "Quant-Noise, exact noise against the proxy (there: 21.1 and 21.0; 21.2 and 21.1 by clusters); the margin is ours";
    }

    @Override
    public Stated stated() {
        return Stated.BEFORE;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        Noisy noisy = new Noisy(Language.at(scale));
        return List.of(
                Comparison.equal(
                        "language: by blocks", noisy.ipqAfterNoise(), noisy.ipqAfter(noisy.exact(Noisy.PQ_RATE)), 1),
                Comparison.equal(
                        "language: by clusters",
                        noisy.ipqAfter(noisy.noise(Noisy.PQ_RATE, Replacement.PROXY, Draw.CLUSTERS)),
                        noisy.ipqAfter(noisy.noise(Noisy.PQ_RATE, Replacement.EXACT, Draw.CLUSTERS)),
                        1));
    }

    @Override
    public String remarks() {
        return "Codebooks of the exact noise are computed at the beginning of each epoch; at desk scale there is only one epoch.";
    }
}
