package dither.report.table;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;

/** Tables as text. */
public final class TableText {
    private TableText() {}

    /** Comma-separated, with a header. */
    public static String csv(Table table) {
        StringWriter out = new StringWriter();
        table.write().csv(out);
        return out.toString();
    }

    /** A table of GitHub's Markdown. */
    public static String markdown(Table table) {
        StringBuilder out = new StringBuilder();
        out.append(row(table.columnNames()));
        out.append(row(table.columns().stream()
                .map(column -> table.columnIndex(column) == 0 ? "---" : "---:")
                .toList()));
        for (int r = 0; r < table.rowCount(); r++) {
            out.append(row(cells(table, r)));
        }
        return out.toString();
    }

    private static String row(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** A {@code booktabs} table; bold between two pairs of asterisks. */
    public static String latex(Table table, String caption) {
        StringBuilder out = new StringBuilder("\\begin{table}\n\\centering\n\\begin{tabular}{l");
        out.append("r".repeat(table.columnCount() - 1)).append("}\n\\toprule\n");
        out.append(line(table.columnNames())).append("\\midrule\n");
        for (int r = 0; r < table.rowCount(); r++) {
            out.append(line(cells(table, r)));
        }
        return out.append("\\bottomrule\n\\end{tabular}\n\\caption{")
                .append(escape(caption))
                .append("}\n\\end{table}\n")
                .toString();
    }

    private static String line(List<String> cells) {
        StringJoiner line = new StringJoiner(" & ", "", " \\\\\n");
        cells.forEach(cell -> line.add(escape(cell)));
        return line.toString();
    }

    /** What means something else in LaTeX, character by character; only then bold. */
    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '\\' -> escaped.append("\\textbackslash{}");
                case '^' -> escaped.append("\\textasciicircum{}");
                case '~' -> escaped.append("\\textasciitilde{}");
                case '&', '%', '_', '#', '$', '{', '}' -> escaped.append('\\').append(c);
                case '±' -> escaped.append("$\\pm$");
                case '•' -> escaped.append("$\\bullet$");
                case '`' -> {} // code in Markdown
                default -> escaped.append(c);
            }
        }
        return escaped.toString().replaceAll("\\*\\*(.+?)\\*\\*", "\\\\textbf{$1}");
    }

    private static List<String> cells(Table table, int row) {
        List<String> cells = new ArrayList<>();
        for (int c = 0; c < table.columnCount(); c++) {
            cells.add(table.getString(row, c));
        }
        return cells;
    }
}
