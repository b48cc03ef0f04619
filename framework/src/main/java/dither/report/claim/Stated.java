package dither.report.claim;

/** When a claim was stated, seen from the runs that judge it; the strictest word of which all parts are worthy. */
public enum Stated {
    /** Question and margin were committed when, for each part, some of the runs that it compares had not begun. */
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
