package dither.report.table;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tech.tablesaw.api.Table;

/** Tables as text. */
public final class TableText {
    private static final Pattern STRONG = Pattern.compile("\\*\\*(.+)\\*\\*");

    /** Begins with a word, or is longer than a number with its interval and unit. */
    private static final Pattern WORDS = Pattern.compile("\\p{L}.*|.{30,}");

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
        out.append(row(IntStream.range(0, table.columnCount())
                .mapToObj(c -> isWords(table, c) ? "---" : "---:")
                .toList()));
        for (int r = 0; r < table.rowCount(); r++) {
            out.append(row(cells(table, r)));
        }
        return out.toString();
    }

    /** Whether a column is read from the left: the first one, and those whose cells are words for the most part. */
    public static boolean isWords(Table table, int column) {
        List<String> cells = IntStream.range(0, table.rowCount())
                .mapToObj(r -> table.getString(r, column))
                .filter(cell -> !cell.isBlank())
                .toList();
        long words =
                cells.stream().filter(cell -> WORDS.matcher(cell).matches()).count();
        return column == 0 || 2 * words > cells.size();
    }

    /** A cell without the asterisks that mark the best. */
    public static String plain(String cell) {
        Matcher strong = STRONG.matcher(cell);
        return strong.matches() ? strong.group(1) : cell;
    }

    private static String row(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** A {@code booktabs} table; bold between two pairs of asterisks. */
    public static String latex(Table table, String caption) {
        StringBuilder out = new StringBuilder("\\begin{table}\n\\centering\n\\begin{tabular}{");
        for (int c = 0; c < table.columnCount(); c++) {
            out.append(isWords(table, c) ? 'l' : 'r');
        }
        out.append("}\n\\toprule\n");
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
