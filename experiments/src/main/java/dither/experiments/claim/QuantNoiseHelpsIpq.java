package dither.experiments.claim;

import dither.experiment.Scale;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Tasks;
import dither.report.claim.Comparison;
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
    public String source() {
        return "Quant-Noise, table 1";
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
                                    setting.task() + ": noise as first asked", noisy.ipqAfterNoise(), noisy.ipq()));
                })
                .toList();
    }

    @Override
    public String remarks() {
        return "At first iPQ alone was what noise was compared with; a stage of fine-tuning as long as that with noise, but without it, took its"
                + " place before these runs, when an earlier generation of the runs on images had been seen. Codebooks are found anew at the beginning of each epoch; at desk"
                + " scale fine-tuning on language has one, so that QAT is with the codebooks of the float network all the way.";
    }
}
