package dither.experiments.claim.quantnoise;

import dither.experiment.Scale;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Tasks;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import java.util.List;
import java.util.stream.Stream;

/** The order of the methods at four bits. */
public final class QuantNoiseAtInt4 implements PaperClaim {

    @Override
    public String id() {
        return "quant-noise-at-int4";
    }

    @Override
    public String statement() {
        return "At int4 Quant-Noise (p = 0.5) is better than QAT (p = 1), and QAT better than rounding after equally long fine-tuning (p = 0)";
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
                            Comparison.better(setting.task() + ": noise over QAT", noisy.quantNoise(4), noisy.qat(4)),
                            Comparison.better(setting.task() + ": QAT over rounding", noisy.qat(4), noisy.plain(4)));
                })
                .toList();
    }

    @Override
    public String remarks() {
        return "Noise can win back at most what rounding costs. At desk scale rounding to int4 without noise (p = 0) raises perplexity by 4 from 63"
                + " and costs 3 points of accuracy; in the paper it raises perplexity by 21 from 18 and costs 36 points (`table-quant-noise`).";
    }
}
