package dither.experiments.claim.quantnoise;

import dither.experiment.Scale;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Tasks;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import java.util.List;
import java.util.stream.Stream;

/** What noise before iPQ does, and what QAT does in its place. */
public final class QuantNoiseHelpsIpq implements PaperClaim {

    @Override
    public String id() {
        return "quant-noise-helps-ipq";
    }

    @Override
    public String statement() {
        return "iPQ is better after training with Quant-Noise than after training without, and worse after QAT";
    }

    @Override
    public String origin() {
        return QUANT_NOISE;
    }

    @Override
    public String source() {
        return "Quant-Noise, table 1";
    }

    @Override
    public Stated stated() {
        return Stated.BEFORE;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        return Tasks.ofQuantNoise(scale).stream()
                .flatMap(setting -> {
                    Noisy noisy = new Noisy(setting);
                    return Stream.of(
                            Comparison.better(
                                    setting.task() + ": noise", noisy.ipqAfterNoise(), noisy.ipqAfterNothing()),
                            Comparison.worse(setting.task() + ": QAT", noisy.ipqAfterQat(), noisy.ipqAfterNothing()),
                            Comparison.better(
                                    setting.task() + ": noise as first asked", noisy.ipqAfterNoise(), noisy.ipq()),
                            Comparison.worse(
                                    setting.task() + ": QAT as first asked", noisy.ipqAfterQat(), noisy.ipq()));
                })
                .toList();
    }

    @Override
    public String remarks() {
        return "At first noise and QAT were compared with iPQ alone. Before these runs, but after an earlier generation on images had been seen, that was"
                + " replaced by equally long fine-tuning without noise; the original parts are kept as \"as first asked\". Codebooks are recomputed in each epoch; at desk scale fine-tuning on"
                + " language has one epoch, so QAT keeps the float network's codebooks throughout.";
    }
}
