package dither.report;

import dither.codec.Size;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Every kind of size beside every other: a row per method and setting, means over seeds, for people. */
public final class SizeTable {
    private SizeTable() {}

    /** In KiB of 1,024 bytes, with the whole file as a share of what the papers count. */
    public static Table text(String name, List<Runs.Row> rows) {
        StringColumn method = StringColumn.create("method");
        StringColumn bits = StringColumn.create("bits/weight");
        Table table = Table.create(name, method, bits);
        for (Runs.Row row : rows) {
            method.append(row.label() + (row.isDirty() ? " (uncommitted code)" : ""));
            bits.append(String.format(
                    Locale.ROOT, "%.2f", row.estimate(r -> r.sizes().meanBits()).mean()));
        }
        for (Size size : Size.values()) {
            StringColumn column = StringColumn.create(size.label() + " KiB");
            rows.forEach(row -> column.append(Report.kibibytes(bytes(row, size))));
            table.addColumns(column);
        }
        for (Size other : List.of(Size.DIFFQ, Size.IPQ, Size.ZLIB)) {
            StringColumn column = StringColumn.create("file / " + other.label());
            rows.forEach(row ->
                    column.append(String.format(Locale.ROOT, "%.3f", bytes(row, Size.FILE) / bytes(row, other))));
            table.addColumns(column);
        }
        return table;
    }

    private static double bytes(Runs.Row row, Size size) {
        return row.estimate(r -> r.sizes().total(size)).mean();
    }
}
