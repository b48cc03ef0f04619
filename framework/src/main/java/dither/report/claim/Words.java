package dither.report.claim;

import dither.report.claim.Comparison.Demand;
import java.util.Locale;

/** Findings in words, the same on every page. */
public final class Words {
    /** Of fewer answers the bootstrap interval of the median is only the least and the most. */
    private static final int LEAST_FOR_MEDIAN = 5;

    private Words() {}

    /** What is asked of a mean, in words. */
    public static String demand(Demand demand) {
        return switch (demand) {
            case Demand.Above(double bound) -> "above " + number(bound);
            case Demand.Below(double bound) -> "below " + number(bound);
            case Demand.Within(double bound) -> "within ± " + number(bound);
        };
    }

    /** A verdict, with the seeds that would decide it where it is open. */
    public static String verdict(Finding finding) {
        if (finding.verdict() != Verdict.UNDECIDED) {
            return finding.verdict().words();
        }
        if (finding.answers().size() < 2) {
            return finding.verdict().words() + ": one seed decides nothing";
        }
        int seeds = finding.seedsToDecide();
        return finding.verdict().words() + ": " + (seeds >= 1000 ? "1,000 seeds or more" : seeds + " seeds")
                + " would decide it";
    }

    /** A median with its bootstrap interval; nothing where that would only be the least and the most of few answers. */
    public static String median(Finding finding) {
        if (finding.answers().size() < LEAST_FOR_MEDIAN) {
            return "";
        }
        Finding.Median median = finding.median();
        return number(median.value()) + " [" + number(median.low()) + ", " + number(median.high()) + "]";
    }

    /** Two digits behind the point. */
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return "none";
        }
        String text = Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : value > 0 ? "∞" : "-∞";
        return text.equals("-0.00") ? "0.00" : text;
    }
}
