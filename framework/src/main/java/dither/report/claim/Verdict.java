package dither.report.claim;

import java.util.List;

/** What runs say to a claim. */
public enum Verdict {
    HOLDS("holds"),
    DOES_NOT_HOLD("does not hold"),
    /** The interval spans the bound, or there are fewer than two seeds. */
    UNDECIDED("undecided"),
    /** None of the runs that it needs has finished. */
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
