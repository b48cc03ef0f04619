package dither.report;

import dither.store.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Something a paper says, and what our runs say to it.
 *
 * @param statement the claim, in our words
 * @param source where it was seen
 * @param quantity what was measured, one difference per seed: positive where the claim is favoured
 * @param difference its estimate over seeds
 * @param margin by how much the difference may fall short of zero
 */
public record Claim(String statement, String source, String quantity, Estimate difference, double margin) {

    /** There is no fourth way. */
    public enum Verdict {
        HOLDS,
        DOES_NOT_HOLD,
        UNDECIDED
    }

    /** Decided by the 95 % interval of the paired differences: all of it above the margin, all below, or neither. */
    public Verdict verdict() {
        if (difference.n() < 2) {
            return Verdict.UNDECIDED;
        }
        if (difference.mean() - difference.halfWidth() > -margin) {
            return Verdict.HOLDS;
        }
        return difference.mean() + difference.halfWidth() < -margin ? Verdict.DOES_NOT_HOLD : Verdict.UNDECIDED;
    }

    /** The verdict and the numbers behind it, in words. */
    public String explain() {
        String words = switch (verdict()) {
            case HOLDS -> "holds";
            case DOES_NOT_HOLD -> "does not hold";
            case UNDECIDED -> "undecided";
        };
        String seeds = difference.n() == 1 ? ", one seed decides nothing" : ", n = " + difference.n();
        return words + " (" + quantity + ": " + difference.show(2, 1)
                + String.format(Locale.ROOT, ", margin %.2f", margin) + seeds + ")";
    }

    /** Differences {@code ours - theirs} of one quantity, paired by seed. */
    public static Estimate paired(Runs.Row ours, Runs.Row theirs, ToDoubleFunction<RunRecord> quantity) {
        List<Double> differences = new ArrayList<>();
        for (RunRecord a : ours.records()) {
            for (RunRecord b : theirs.records()) {
                if (a.trial().seed() == b.trial().seed()) {
                    differences.add(quantity.applyAsDouble(a) - quantity.applyAsDouble(b));
                }
            }
        }
        return Estimate.of(differences.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
