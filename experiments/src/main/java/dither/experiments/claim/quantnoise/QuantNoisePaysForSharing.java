package dither.experiments.claim.quantnoise;

import dither.experiment.Scale;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Noisy;
import dither.experiments.setting.Tasks;
import dither.experiments.table.SharingTable;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import java.util.List;

/** Whether noise before iPQ gains as much as sharing loses. */
public final class QuantNoisePaysForSharing implements PaperClaim {

    @Override
    public String id() {
        return "quant-noise-pays-for-sharing";
    }

    @Override
    public String statement() {
        return "After Quant-Noise, iPQ of a network with shared blocks is at most 1 % of perplexity or half a point worse than iPQ without sharing and noise";
    }

    @Override
    public String origin() {
        return QUANT_NOISE;
    }

    @Override
    public String source() {
        return "Quant-Noise, table 2 (there: 22.0 against 25.2, 82.5 against 82.5, 78.9 against 79.0); the margins are ours";
    }

    @Override
    public Stated stated() {
        return Stated.BEFORE;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        return Tasks.ofSharing(scale).stream()
                .map(setting -> {
                    Noisy noisy = new Noisy(setting);
                    return Comparison.noWorse(
                            setting.task().toString(),
                            SharingTable.shared(noisy.ipqAfterNoise()),
                            noisy.ipqAfterNothing(),
                            PaperClaim.margin(setting.task(), 1, 0.5));
                })
                .toList();
    }

    @Override
    public String remarks() {
        return "Stated and committed (14b4a02) before any run with shared blocks had begun; those without sharing had been seen.";
    }
}
