package dither.report.claim;

/**
 * A finding as pages show it, all in words.
 *
 * @param where on what
 * @param quantity what was asked
 * @param n how many seeds answered
 * @param mean of their answers, with its interval; empty if there are none
 * @param demand what is asked of it
 * @param median with its bootstrap interval; empty below {@link Words#LEAST_FOR_MEDIAN} answers
 * @param effect how far inside of what is asked; empty where that has no meaning
 * @param verdict with the seeds that would decide an open one
 */
public record FindingWords(
        String where,
        String quantity,
        int n,
        String mean,
        String demand,
        String median,
        String effect,
        String verdict) {

    /** Of a finding. */
    public static FindingWords of(Finding finding) {
        int n = finding.answers().size();
        return new FindingWords(
                finding.comparison().where(),
                finding.comparison().quantity(),
                n,
                n == 0 ? "" : finding.estimate().show(2, 1),
                Words.demand(finding.comparison().demand()),
                Words.median(finding),
                Words.effect(finding),
                Words.verdict(finding));
    }
}
