package dither.report.web;

import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.ResultTable;
import dither.store.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import tech.tablesaw.api.Table;

/**
 * A table that a reader can sort.
 *
 * @param columns headings
 * @param rows of cells
 * @param caption below it
 * @param hasRuns whether rows name their runs
 */
record WebTable(List<String> columns, List<Row> rows, String caption, boolean hasRuns) {

    private static final Set<String> WORDS = Set.of("network and data", "method", "published", "task");

    /**
     * A row.
     *
     * @param runs what it was made from; empty where that is not known
     */
    record Row(List<Cell> cells, List<Link> runs) {}

    /** A cell; the best of its column is strong, and words begin at its left. */
    record Cell(String text, boolean strong, boolean words) {
        static Cell of(String text) {
            return of(text, false);
        }

        static Cell of(String text, boolean words) {
            boolean strong = text.length() > 4 && text.startsWith("**") && text.endsWith("**");
            return new Cell(strong ? text.substring(2, text.length() - 2) : text, strong, words);
        }
    }

    /** A link. */
    record Link(String text, String address) {}

    static WebTable of(Report.ShownTable shown) {
        Table text = shown.text();
        List<ResultTable.Entry> entries =
                shown.results() == null ? List.of() : shown.results().entries();
        List<Row> rows = new ArrayList<>();
        for (int r = 0; r < text.rowCount(); r++) {
            int row = r;
            List<Cell> cells = IntStream.range(0, text.columnCount())
                    .mapToObj(c -> Cell.of(
                            text.getString(row, c),
                            WORDS.contains(text.column(c).name())))
                    .toList();
            rows.add(new Row(
                    cells,
                    entries.isEmpty()
                            ? List.of()
                            : entries.get(r).row().map(WebTable::links).orElse(List.of())));
        }
        return new WebTable(text.columnNames(), rows, shown.caption().replace("`", ""), !entries.isEmpty());
    }

    private static List<Link> links(Runs.Row row) {
        return row.records().stream()
                .map(run -> new Link(String.valueOf(run.trial().seed()), "runs/" + page(run)))
                .toList();
    }

    /** The file name of a run's page. */
    static String page(RunRecord run) {
        return run.signature().shortHex() + ".html";
    }
}
