package dither.report.table;

import dither.codec.Size;
import dither.quant.Ipq;
import dither.quant.Pq;
import dither.report.evidence.Runs;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Every kind of size beside every other: a row per method and setting, means over seeds, for people. */
public final class SizeTable {
    private SizeTable() {}

    /** In KiB of 1,024 bytes, with the whole file as a share of what the papers count. */
    public static Table text(String name, List<Runs.Row> rows) {
        StringColumn method = StringColumn.create(ResultTable.METHOD);
        StringColumn n = StringColumn.create("n");
        StringColumn bits = StringColumn.create("bits/weight");
        Table table = Table.create(name, method, n, bits);
        for (Runs.Row row : rows) {
            method.append(row.label() + ResultTable.marks(row, rows));
            n.append(String.valueOf(row.records().size()));
            bits.append(String.format(
                    Locale.ROOT, "%.2f", row.estimate(r -> r.sizes().meanBits()).mean()));
        }
        for (Size size : Size.values()) {
            StringColumn column = StringColumn.create(size.heading() + " KiB");
            rows.forEach(row -> column.append(counts(row, size) ? kibibytes(row.bytes(size)) : ""));
            table.addColumns(column);
        }
        for (Size other : List.of(Size.DIFFQ, Size.IPQ, Size.ZLIB)) {
            StringColumn column = StringColumn.create("file / " + other.heading());
            rows.forEach(row -> column.append(
                    counts(row, other)
                            ? String.format(Locale.ROOT, "%.3f", row.bytes(Size.FILE) / row.bytes(other))
                            : ""));
            table.addColumns(column);
        }
        return table;
    }

    /** Whether a kind of size says something of a row: the count of the iPQ paper takes all else for floats. */
    private static boolean counts(Runs.Row row, Size size) {
        return size != Size.IPQ || row.method() instanceof Ipq || row.method() instanceof Pq;
    }

    /** A number of bytes as KiB. */
    public static String kibibytes(double bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / 1024);
    }
}
