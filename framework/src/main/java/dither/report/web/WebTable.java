package dither.report.web;

import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.TableText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.Table;

/**
 * A table that a reader can sort.
 *
 * @param columns headings
 * @param groups of rows that are sorted among themselves: scores on different data do not compare
 * @param width columns and, where rows name their runs, one more
 * @param caption below it
 * @param hasRuns whether rows name their runs
 */
record WebTable(List<Cell> columns, List<Group> groups, int width, String caption, boolean hasRuns) {
    /** What a group has in common stands above it instead of in each row. */
    private static final String COMMON = "network and data";

    /**
     * Rows of one network and its data.
     *
     * @param title what they have in common; empty where the table has nothing else
     */
    record Group(String title, List<Row> rows) {}

    /**
     * A row.
     *
     * @param runs what it was made from; empty where that is not known
     */
    record Row(List<Cell> cells, List<Link> runs) {}

    /** A cell; the best of its column is strong, and words begin at its left. */
    record Cell(String text, boolean strong, boolean words) {
        static Cell of(String text, boolean words) {
            String plain = TableText.plain(text);
            return new Cell(plain, !plain.equals(text), words);
        }
    }

    /** A link. */
    record Link(String text, String address) {}

    static WebTable of(Report.ShownTable shown) {
        List<List<Link>> runs = shown.results() == null
                ? List.of()
                : shown.results().entries().stream()
                        .map(entry -> entry.row().map(WebTable::links).orElse(List.of()))
                        .toList();
        return of(shown.text(), runs, shown.caption().replace("`", ""));
    }

    /** The numbers of a chart. */
    static WebTable of(Table numbers) {
        return of(numbers, List.of(), "");
    }

    /** @param runs of each row; empty where that is not known */
    private static WebTable of(Table text, List<List<Link>> runs, String caption) {
        List<Cell> columns = text.columnNames().stream()
                .filter(column -> !column.equals(COMMON))
                .map(column -> Cell.of(column, TableText.isWords(text, text.columnIndex(column))))
                .toList();
        Map<String, List<Row>> groups = new LinkedHashMap<>();
        for (int r = 0; r < text.rowCount(); r++) {
            int row = r;
            List<Cell> cells = columns.stream()
                    .map(column -> Cell.of(text.column(column.text()).getString(row), column.words()))
                    .toList();
            String title = text.containsColumn(COMMON) ? text.column(COMMON).getString(row) : "";
            groups.computeIfAbsent(title, _ -> new ArrayList<>())
                    .add(new Row(cells, runs.isEmpty() ? List.of() : runs.get(r)));
        }
        return new WebTable(
                columns,
                groups.entrySet().stream()
                        .map(group -> new Group(group.getKey(), group.getValue()))
                        .toList(),
                columns.size() + (runs.isEmpty() ? 0 : 1),
                caption,
                !runs.isEmpty());
    }

    private static List<Link> links(Runs.Row row) {
        return row.records().stream()
                .map(run -> new Link(
                        String.valueOf(run.trial().seed()),
                        "runs/" + page(run.signature().shortHex())))
                .toList();
    }

    /** The file name of the page of the run of this name. */
    static String page(String run) {
        return run + ".html";
    }
}
