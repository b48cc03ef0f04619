package dither.report.web;

import dither.experiment.Scale;
import dither.report.PaperRepro;
import dither.report.Results;
import dither.report.claim.Comparison;
import dither.report.claim.Finding;
import dither.report.claim.FindingWords;
import dither.report.claim.Words;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the templates of the overview and of experiments show. */
final class Pages {
    private Pages() {}

    /**
     * The first page.
     *
     * @param methods every family of methods, for the search
     * @param missing how many declared trials have no result
     * @param unrun experiments of which nothing has run, with their commands
     */
    record Overview(
            List<ClaimView> claims,
            List<ExperimentLink> experiments,
            List<String> methods,
            int runs,
            long missing,
            List<Unrun> unrun) {}

    /** An experiment of which nothing has run. */
    record Unrun(String title, String command) {}

    /** An experiment in the list of the first page; {@code words} are what the search looks at. */
    record ExperimentLink(String id, String title, String scale, int runs, String missing, String words) {}

    /** A claim with its verdict; {@code kind} chooses the colour and the sign. */
    record ClaimView(
            String id,
            String statement,
            String origin,
            String source,
            String stated,
            String verdict,
            String kind,
            String sign,
            String parts,
            String words,
            boolean smoke,
            boolean medians,
            List<FindingView> findings,
            List<ExperimentRef> needs,
            String beyond,
            String paper) {

        static ClaimView of(Results results, Results.Judged judged, Set<String> pages, Set<String> runs) {
            return new ClaimView(
                    judged.claim().id(),
                    judged.claim().statement(),
                    judged.claim().origin(),
                    judged.claim().source(),
                    judged.claim().stated().words(),
                    judged.verdict().words(),
                    judged.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    switch (judged.verdict()) {
                        case HOLDS -> "✓";
                        case DOES_NOT_HOLD -> "✗";
                        case UNDECIDED -> "?";
                        case UNTESTED -> "…";
                    },
                    Words.parts(judged.findings()),
                    Pages.words(judged),
                    judged.scale() == Scale.SMOKE,
                    judged.findings().stream()
                            .anyMatch(finding -> !Words.median(finding).isEmpty()),
                    judged.findings().stream()
                            .map(finding -> FindingView.of(finding, runs))
                            .toList(),
                    results.commands(judged).entrySet().stream()
                            .map(needed -> new ExperimentRef(
                                    needed.getKey(), needed.getValue(), pages.contains(needed.getKey())))
                            .toList(),
                    judged.claim().remarks().replace("`", ""),
                    judged.scale() == Scale.PAPER
                            ? ""
                            : PaperRepro.atPaperScale(results, judged.claim()).replace("`", ""));
        }
    }

    /** What the search looks at in a claim. */
    private static String words(Results.Judged judged) {
        Stream<String> trials = judged.findings().stream()
                .flatMap(finding -> finding.comparison().trials().stream())
                .flatMap(trial -> Stream.of(
                        trial.label(), trial.model().name(), trial.data().label()));
        return Stream.concat(
                        Stream.of(
                                judged.claim().id(),
                                judged.claim().statement(),
                                judged.claim().origin(),
                                judged.claim().source(),
                                judged.verdict().words()),
                        trials)
                .distinct()
                .collect(Collectors.joining(" "))
                .toLowerCase(Locale.ROOT);
    }

    /** An experiment that a claim needs, the command that runs it, and whether it has a page yet. */
    record ExperimentRef(String id, String command, boolean hasPage) {}

    /** A comparison and what came of it, all in words and by seed. */
    record FindingView(FindingWords words, List<AnswerView> answers) {
        /** @param pages runs that have a page */
        static FindingView of(Finding finding, Set<String> pages) {
            return new FindingView(
                    FindingWords.of(finding),
                    finding.answers().stream()
                            .map(answer -> AnswerView.of(finding.comparison(), answer, pages))
                            .toList());
        }
    }

    /** What one seed answered, and its runs in the order of the question. */
    record AnswerView(int seed, String value, List<RunRef> runs) {
        static AnswerView of(Comparison comparison, Finding.Answer answer, Set<String> pages) {
            return new AnswerView(
                    answer.seed(),
                    Words.number(answer.value()),
                    comparison.runs(answer.seed()).stream()
                            .map(run -> new RunRef(run, "runs/" + WebTable.page(run), pages.contains(run)))
                            .toList());
        }
    }

    /** A run, and whether it has a page: those of a smaller scale than its experiments are shown at have none. */
    record RunRef(String name, String address, boolean hasPage) {}

    /** The page of an experiment. */
    record ExperimentPage(
            String id,
            String title,
            String scale,
            boolean smoke,
            String command,
            String missing,
            List<String> published,
            boolean hasClaims,
            List<WebTable.Link> claims,
            boolean hasSameRuns,
            List<WebTable.Link> sameRuns,
            List<WebTable> tables,
            List<HoverChart> charts) {

        static ExperimentPage of(Results results, Results.Outcome outcome) {
            List<WebTable.Link> claims = results.decidedBy(outcome).stream()
                    .map(judged -> new WebTable.Link(
                            judged.claim().statement() + ": " + judged.verdict().words(),
                            "index.html#" + judged.claim().id()))
                    .toList();
            List<WebTable.Link> sameRuns = results.sameRuns(outcome).stream()
                    .map(other -> new WebTable.Link(
                            other.experiment().title(), other.experiment().id() + ".html"))
                    .toList();
            return new ExperimentPage(
                    outcome.experiment().id(),
                    outcome.experiment().title(),
                    outcome.scale().folder(),
                    outcome.scale() == Scale.SMOKE,
                    outcome.report().command(),
                    Pages.missing(outcome),
                    outcome.experiment().published(),
                    !claims.isEmpty(),
                    claims,
                    !sameRuns.isEmpty(),
                    sameRuns,
                    outcome.report().tables().stream().map(WebTable::of).toList(),
                    outcome.report().charts().stream().map(HoverChart::of).toList());
        }
    }

    /** How many trials have not finished, in words; nothing if all have. */
    static String missing(Results.Outcome outcome) {
        String gaps = outcome.runs().gaps();
        return gaps.isEmpty() ? "" : gaps + "; this is made of the rest";
    }
}
