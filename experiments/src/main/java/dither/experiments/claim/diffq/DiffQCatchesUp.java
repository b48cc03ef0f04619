package dither.experiments.claim.diffq;

import dither.experiment.Scale;
import dither.experiments.ablation.TrainingLength;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Cifar;
import dither.experiments.setting.Setting;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import java.util.List;

/** Whether what keeps DiffQ behind methods of fixed width in short runs is that they are short. */
public final class DiffQCatchesUp implements PaperClaim {
    private static final double MARGIN = 0.5;

    @Override
    public String id() {
        return "diffq-catches-up";
    }

    @Override
    public String statement() {
        return "Trained for longer, DiffQ is at most half a point worse than methods of fixed bit width at the same formula size";
    }

    @Override
    public String origin() {
        return OURS;
    }

    @Override
    public String source() {
        return "our own, asked when short runs had shown DiffQ behind: the papers' runs are long";
    }

    @Override
    public Stated stated() {
        return Stated.BEFORE;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        Setting images = Cifar.at(scale);
        double length = TrainingLength.lengths(scale)[1];
        return List.of(
                Comparison.noWorse(
                        "against STE-QAT" + TrainingLength.words(length),
                        TrainingLength.diffQ(images, length),
                        TrainingLength.steQat(images, length),
                        MARGIN),
                Comparison.noWorse(
                        "against LSQ" + TrainingLength.words(length),
                        TrainingLength.diffQ(images, length),
                        TrainingLength.lsq(images, length),
                        MARGIN));
    }

    @Override
    public String remarks() {
        return "Stated and committed (afd04a6) after shorter runs had shown DiffQ behind, before those that judge it. The learning rate of DiffQ's"
                + " logits is divided by the length.";
    }
}
