package dither.experiments.claim.diffq;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.ablation.BatchNormAnew;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Cifar;
import dither.experiments.setting.Setting;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import java.util.List;

/** Whether statistics of noisy weights are part of what DiffQ lacks. */
public final class BatchNormHelpsDiffQ implements PaperClaim {

    @Override
    public String id() {
        return "batch-norm-helps-diffq";
    }

    @Override
    public String statement() {
        return "Re-estimating batch norm statistics with the stored weights helps DiffQ, and helps it more than STE-QAT";
    }

    @Override
    public String origin() {
        return OURS;
    }

    @Override
    public String source() {
        return "our own: DiffQ trains with noisy weights and is evaluated with rounded ones, STE-QAT with the same in both";
    }

    @Override
    public Stated stated() {
        return Stated.BEFORE;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        Setting images = Cifar.at(scale);
        Trial diffQ = BatchNormAnew.diffQ(images);
        Trial steQat = BatchNormAnew.steQat(images);
        return List.of(
                Comparison.better("DiffQ", BatchNormAnew.anew(diffQ), diffQ),
                new Comparison(
                        "more than STE-QAT",
                        "gain of DiffQ by it, less that of STE-QAT",
                        List.of(BatchNormAnew.anew(diffQ), diffQ, BatchNormAnew.anew(steQat), steQat),
                        records -> Comparison.gain(records.get(0), records.get(1))
                                - Comparison.gain(records.get(2), records.get(3)),
                        new Comparison.Demand.Above(0)));
    }

    @Override
    public String remarks() {
        return "Stated and committed (444a6ff) after DiffQ had been seen behind, before the runs with batch norms re-estimated.";
    }
}
