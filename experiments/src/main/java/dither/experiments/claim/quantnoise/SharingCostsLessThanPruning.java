package dither.experiments.claim.quantnoise;

import dither.experiment.Scale;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Tasks;
import dither.experiments.table.SharingTable;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import java.util.List;

/** The order of float networks with shared blocks and with blocks left out. */
public final class SharingCostsLessThanPruning implements PaperClaim {

    @Override
    public String id() {
        return "sharing-costs-less-than-pruning";
    }

    @Override
    public String statement() {
        return "A float network with weight sharing between adjacent blocks is better than one in which every other shared pair is pruned as well";
    }

    @Override
    public String origin() {
        return QUANT_NOISE;
    }

    @Override
    public String source() {
        return "Quant-Noise, table 2 (there: 18.7 against 22.5, 84.0 against 81.3, 80.1 against 78.5)";
    }

    @Override
    public Stated stated() {
        return Stated.BEFORE;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        return Tasks.ofSharing(scale).stream()
                .map(setting -> Comparison.better(
                        setting.task().toString(),
                        SharingTable.shared(setting.base()),
                        SharingTable.pruned(setting.base())))
                .toList();
    }

    @Override
    public String remarks() {
        return "Stated and committed (14b4a02) before any run with shared blocks had begun. The pruned network is trained with LayerDrop, as in the"
                + " paper; the shared one is not, so the claim compares sharing alone with sharing, LayerDrop and pruning together.";
    }
}
