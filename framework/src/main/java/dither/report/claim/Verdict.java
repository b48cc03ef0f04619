package dither.report.claim;

import java.util.List;

/** What runs say to a claim. */
public enum Verdict {
    HOLDS("holds"),
    DOES_NOT_HOLD("does not hold"),
    /** The interval spans the bound, there are fewer seeds than declared, or a seed failed. */
    UNDECIDED("undecided"),
    /** There is no seed of which all runs that it needs have finished. */
    UNTESTED("not tested");

    private final String words;

    Verdict(String words) {
        this.words = words;
    }

    /** As tables say it. */
    public String words() {
        return words;
    }

    /** Of a claim: the worst of its parts that were tested, and undecided if some were not. */
    public static Verdict of(List<Verdict> parts) {
        if (parts.stream().allMatch(UNTESTED::equals)) {
            return UNTESTED;
        }
        if (parts.contains(DOES_NOT_HOLD)) {
            return DOES_NOT_HOLD;
        }
        return parts.stream().allMatch(HOLDS::equals) ? HOLDS : UNDECIDED;
    }
}
