package dither.experiments.claim.quantnoise;

import dither.experiment.Scale;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Tasks;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import java.util.List;

/** iPQ with eight bits for centroids and activations against iPQ in floats. */
public final class IpqInt8BarelyMatters implements PaperClaim {

    @Override
    public String id() {
        return "ipq-int8-barely-matters";
    }

    @Override
    public String statement() {
        return "With int8 centroids and activations, iPQ after Quant-Noise is within one point, or 3 % of perplexity, of the same without";
    }

    @Override
    public String origin() {
        return QUANT_NOISE;
    }

    @Override
    public String source() {
        return "Quant-Noise, table 1 (there: 21.1 against 20.7, 79.8 against 80.0); the margins are ours";
    }

    @Override
    public Stated stated() {
        return Stated.AFTER;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        return Tasks.ofQuantNoise(scale).stream()
                .map(setting -> {
                    Noisy noisy = new Noisy(setting);
                    return Comparison.equal(
                            setting.task().toString(),
                            noisy.ipqInt8AllAfterNoise(),
                            noisy.ipqAfterNoise(),
                            PaperClaim.margin(setting.task(), 3, 1));
                })
                .toList();
    }
}
