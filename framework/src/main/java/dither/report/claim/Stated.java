package dither.report.claim;

/** When a claim was stated, seen from the runs that judge it. */
public enum Stated {
    /** Question and margin were committed before its runs began. */
    BEFORE("before its runs"),
    /** Some of its parts, or what exactly is compared, were settled after their runs had been seen. */
    PARTLY_AFTER("partly after"),
    /** Its runs had been seen. */
    AFTER("after its runs");

    private final String words;

    Stated(String words) {
        this.words = words;
    }

    /** As tables show it. */
    public String words() {
        return words;
    }
}
