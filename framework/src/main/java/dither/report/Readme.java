package dither.report;

import dither.experiment.Scale;
import dither.report.claim.Claim;
import dither.report.claim.Verdict;
import dither.report.claim.Words;
import dither.report.table.ResultTable;
import dither.report.table.TableText;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tech.tablesaw.api.Table;

/**
 * The parts of a README that records decide: what stands between <code>&lt;!-- report: WHAT --&gt;</code> and
 * <code>&lt;!-- end --&gt;</code>. WHAT is {@code claims} for all claims, {@code verdicts} for how many of them hold, {@code finished} for how many of the trials at desk scale have
 * finished, {@code table NAME} for a table, which may go on with {@code without COLUMN}, or within a sentence {@code cell NAME | ROW | COLUMN} for one cell of a table, {@code mean CLAIM | PART} for
 * what seeds answered to one part of a claim. Such a mark must not begin a line, where Markdown takes a comment for the end of the paragraph.
 */
public final class Readme {
    private static final Pattern PART =
            Pattern.compile("(<!-- report: ([^>]+?) -->)(.*?)(<!-- end -->)", Pattern.DOTALL);
    private static final Pattern TABLE = Pattern.compile("table (\\S+)(?: without (.+))?");
    private static final Pattern CELL = Pattern.compile("cell (\\S+) \\| (.+) \\| (.+)");

    private static final Pattern MEAN = Pattern.compile("mean (\\S+) \\| (.+)");

    private Readme() {}

    /**
     * The text with those parts made anew.
     *
     * @throws IllegalArgumentException if one asks for what there is not
     */
    public static String refresh(String text, Results results) {
        return PART.matcher(text)
                .replaceAll(part ->
                        Matcher.quoteReplacement(part.group(1) + content(part.group(2), results) + part.group(4)));
    }

    private static String content(String what, Results results) {
        Matcher table = TABLE.matcher(what);
        if (table.matches()) {
            return block(table(table, results));
        }
        Matcher cell = CELL.matcher(what);
        if (cell.matches()) {
            return cell(cell, results);
        }
        Matcher mean = MEAN.matcher(what);
        if (mean.matches()) {
            return mean(mean, results);
        }
        return switch (what) {
            case "claims" -> block(claims(results));
            case "verdicts" -> verdicts(results);
            case "finished" -> finished(results);
            default ->
                throw new IllegalArgumentException("the README asks for '" + what
                        + "'; known are claims, verdicts, finished, table NAME, table NAME without COLUMN,"
                        + " cell NAME | ROW | COLUMN, and mean CLAIM | PART");
        };
    }

    /** Blank lines around it, without which Markdown sees no table. */
    private static String block(String lines) {
        return "\n\n" + lines.strip() + "\n\n";
    }

    private static String claims(Results results) {
        return "| claim | claimed by | stated | verdict | parts |\n| --- | --- | --- | --- | --- |\n"
                + results.judged().stream()
                        .map(judged -> "| [" + judged.claim().statement() + "](paper-repro.md#"
                                + judged.claim().id() + ") | "
                                + judged.claim().origin() + " | "
                                + judged.claim().stated().words() + " | "
                                + judged.verdict().words() + " | "
                                + Words.parts(judged.findings()) + " |")
                        .collect(Collectors.joining("\n"));
    }

    private static String verdicts(Results results) {
        Map<Boolean, List<Verdict>> ours = results.judged().stream()
                .collect(Collectors.partitioningBy(
                        judged -> judged.claim().origin().equals(Claim.OURS),
                        Collectors.mapping(Results.Judged::verdict, Collectors.toList())));
        return "of " + ours.get(false).size() + " claims of the papers " + counted(ours.get(false)) + "; of "
                + ours.get(true).size() + " questions of our own " + counted(ours.get(true)) + ".";
    }

    private static String counted(List<Verdict> verdicts) {
        return Stream.of(Verdict.values())
                .filter(verdicts::contains)
                .map(verdict -> words(verdict, Collections.frequency(verdicts, verdict)))
                .collect(Collectors.joining(", "));
    }

    private static String words(Verdict verdict, int count) {
        boolean one = count == 1;
        return count
                + switch (verdict) {
                    case HOLDS -> one ? " holds in all parts" : " hold in all parts";
                    case DOES_NOT_HOLD -> one ? " fails in at least one" : " fail in at least one";
                    case UNDECIDED -> one ? " is undecided" : " are undecided";
                    case UNTESTED -> one ? " is not tested yet" : " are not tested yet";
                };
    }

    private static String finished(Results results) {
        Results.Progress progress = results.progress(Scale.DESK);
        return progress.finished() + " of the " + progress.declared() + " trials";
    }

    private static String table(MatchResult asked, Results results) {
        Table table = table(asked.group(1), results);
        return TableText.markdown(asked.group(2) == null ? table : table.rejectColumns(asked.group(2)));
    }

    private static String cell(MatchResult asked, Results results) {
        Table table = table(asked.group(1), results);
        // Tables of several networks name those first.
        String names = table.containsColumn(ResultTable.METHOD)
                ? ResultTable.METHOD
                : table.column(0).name();
        List<String> rows = table.stringColumn(names).asList();
        List<String> shown = rows.stream()
                .filter(row -> ResultTable.isShown(row, asked.group(2)))
                .toList();
        int row = shown.isEmpty() ? -1 : rows.indexOf(shown.getFirst());
        if (shown.size() != 1 || !table.containsColumn(asked.group(3))) {
            throw new IllegalArgumentException("the README asks for '" + asked.group()
                    + "'; the rows of that table, of which it must name one, are " + new LinkedHashSet<>(rows)
                    + ", its columns "
                    + table.columnNames());
        }
        return TableText.plain(table.getString(row, asked.group(3)));
    }

    private static String mean(MatchResult asked, Results results) {
        return results.judged().stream()
                .filter(judged -> judged.claim().id().equals(asked.group(1)))
                .flatMap(judged -> judged.findings().stream())
                .filter(finding -> finding.comparison().where().equals(asked.group(2))
                        && !finding.answers().isEmpty())
                .findFirst()
                .map(finding -> finding.estimate().show(2, 1))
                .orElseThrow(() -> new IllegalArgumentException(
                        "the README asks for '" + asked.group() + "', which no seed has answered"));
    }

    private static Table table(String name, Results results) {
        return results.outcomes().stream()
                .flatMap(outcome -> outcome.report().tables().stream())
                .filter(shown -> shown.name().equals(name))
                .map(Report.ShownTable::text)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the README asks for table " + name + ", of which nothing has run"));
    }
}
