package dither.experiments.claim.diffq;

import dither.codec.Size;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.experiments.claim.PaperClaim;
import dither.experiments.setting.Methods;
import dither.experiments.setting.Setting;
import dither.experiments.setting.Tasks;
import dither.report.claim.Comparison;
import dither.report.claim.Stated;
import dither.store.RunRecord;
import java.util.List;
import java.util.stream.Stream;

/** Which of DiffQ's points are at the front of score against size, beside those of the straight-through estimator. */
public final class DiffQAtTheFront implements PaperClaim {

    @Override
    public String id() {
        return "diffq-at-the-front";
    }

    @Override
    public String statement() {
        return "On each task more than half of DiffQ's points are not dominated by any point of STE-QAT (as good in score and size, better in one)";
    }

    @Override
    public String origin() {
        return DIFFQ;
    }

    @Override
    public String source() {
        return "DiffQ, abstract of the first version (\"outperforms\"); that half of the points suffice is ours";
    }

    @Override
    public Stated stated() {
        return Stated.AFTER;
    }

    @Override
    public List<Comparison> comparisons(Scale scale) {
        return Tasks.ofDiffQ(scale).stream().map(DiffQAtTheFront::on).toList();
    }

    private static Comparison on(Setting setting) {
        List<Trial> ours = Methods.diffQ(setting);
        List<Trial> theirs = Methods.steQat(setting);
        return new Comparison(
                setting.task().toString(),
                "percent of DiffQ's " + ours.size() + " points that no point of STE-QAT dominates, by formula size",
                Stream.of(ours, theirs).flatMap(List::stream).toList(),
                records -> percentUndominated(
                        records.subList(0, ours.size()), records.subList(ours.size(), records.size())),
                new Comparison.Demand.Above(50));
    }

    private static double percentUndominated(List<RunRecord> ours, List<RunRecord> theirs) {
        // Nothing dominates what broke, for it has no score; its seed answers nothing.
        if (Stream.of(ours, theirs).flatMap(List::stream).anyMatch(run -> !Double.isFinite(run.score()))) {
            return Double.NaN;
        }
        long undominated = ours.stream()
                .filter(our -> theirs.stream().noneMatch(their -> dominates(their, our)))
                .count();
        return 100.0 * undominated / ours.size();
    }

    private static boolean dominates(RunRecord one, RunRecord other) {
        double gain = Comparison.gain(one, other);
        double bytes = one.sizes().total(Size.DIFFQ) - other.sizes().total(Size.DIFFQ);
        return gain >= 0 && bytes <= 0 && (gain > 0 || bytes < 0);
    }

    @Override
    public String remarks() {
        return "Dominance is judged within one seed, so differences smaller than those between seeds count as well. "
                + FEW_STEPS;
    }
}
