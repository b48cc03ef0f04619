package dither.experiments.claim.diffq;

import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Setting;
import dither.experiments.table.SlowerWidths;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import java.util.List;
import java.util.function.Function;

/**
 * Whether DiffQ competes where short runs do not cost it more than its rivals: what {@link DiffQAgainstRival} asks, of {@link SlowerWidths}.
 *
 * @param id name of the claim
 * @param rival its name
 * @param trials of the rival on a setting
 */
public record DiffQWithSlowerWidths(String id, String rival, Function<Setting, List<Trial>> trials)
        implements PaperClaim {

    /** Against learned steps. */
    public static DiffQWithSlowerWidths competesWithLsq() {
        return new DiffQWithSlowerWidths("diffq-slower-competes-with-lsq", "LSQ", SlowerWidths::lsq);
    }

    /** Against the straight-through estimator. */
    public static DiffQWithSlowerWidths competesWithSteQat() {
        return new DiffQWithSlowerWidths("diffq-slower-competes-with-ste-qat", "STE-QAT", SlowerWidths::steQat);
    }

    @Override
    public String statement() {
        return "With slower bit widths, and batch norms re-estimated for both, DiffQ is competitive with " + rival
                + " at equal size, by the same margins";
    }

    @Override
    public String origin() {
        return OURS;
    }

    @Override
    public String source() {
        return "DiffQ, abstract of the final version (\"competitive with\" straight-through methods); how it is trained is our own";
    }

    @Override
    public Stated stated() {
        return Stated.BEFORE;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        return DiffQAgainstRival.atEqualSize(scale, rival, SlowerWidths::diffQ, trials, DiffQAgainstRival::competitive);
    }

    @Override
    public String remarks() {
        return "Stated after the usual learning rate of the bit widths had left DiffQ behind and `ablation-logit-rate` and `ablation-batch-norm`,"
                + " with the same seeds on small images, had shown why. One rate for all tasks, a third of the usual, was committed before its runs. STE-QAT"
                + " and LSQ are trained as before. At the same penalty slower bit widths end in larger models, where methods differ less: the mean is"
                + " over other sizes than that of the claim on the usual rate.";
    }
}
