package dither.experiments.claim.diffq;

import dither.codec.Size;
import dither.experiment.Scale;
import dither.experiments.ablation.TargetSize;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Cifar;
import dither.experiments.setting.Setting;
import dither.report.claim.Comparison;
import dither.report.claim.EqualSize;
import dither.report.claim.Stated;
import java.util.List;
import java.util.stream.Stream;

/** Steering to a size. */
public final class TargetIsReached implements PaperClaim {

    @Override
    public String id() {
        return "target-is-reached";
    }

    @Override
    public String statement() {
        return "On small images DiffQ steered to a size ends within 2 % of it, and is at most half a point worse than DiffQ with a fixed penalty that reaches the same size";
    }

    @Override
    public String origin() {
        return OURS;
    }

    @Override
    public String source() {
        return "our own";
    }

    @Override
    public Stated stated() {
        return Stated.PARTLY_AFTER;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        Setting images = Cifar.at(scale);
        return TargetSize.pairs(scale).stream()
                .flatMap(pair -> Stream.of(
                        new Comparison(
                                pair.targetMb() + " MB: size",
                                "percent away from the target",
                                List.of(pair.steered(images)),
                                records -> 100
                                        * (records.getFirst().sizes().total(Size.DIFFQ) / (1 << 20) / pair.targetMb()
                                                - 1),
                                new Comparison.Demand.Within(2)),
                        accuracy(pair, images)))
                .toList();
    }

    @Override
    public String remarks() {
        return "Its runs on small images with three seeds are an hour older than the claim; the comparison and its half point stood in the ablation before them, the 2 % then as a mean distance whatever its sign. On the other tasks all steered runs so far end within 2 % as well, except those of music at a third of the usual logit rate"
                + " (`table-diffq-slower-widths`), which at the larger target end a tenth below it; a run that misses its target says so.";
    }

    /** Where a penalty ends at the papers' scale is not known yet: there all penalties are compared, at the size reached. */
    private static Comparison accuracy(TargetSize.Pair pair, Setting images) {
        String where = pair.targetMb() + " MB: accuracy";
        return images.scale() == Scale.PAPER
                ? EqualSize.comparison(
                        where,
                        "DiffQ steered against fixed penalties",
                        List.of(pair.steered(images)),
                        images.penalties().stream().map(images::diffQ).toList(),
                        Size.DIFFQ,
                        0.5)
                : Comparison.noWorse(where, pair.steered(images), pair.fixed(images), 0.5);
    }
}
