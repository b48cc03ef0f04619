package dither.report;

import dither.codec.Size;
import dither.store.RunRecord;
import dither.task.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The standard table of results: a row per method and setting, mean and 95 % interval over seeds. */
public final class ResultTable {
    private ResultTable() {}

    /** Full precision, one column per quantity; sizes in bytes. */
    public static Table numbers(String name, List<Runs.Row> rows) {
        Table table = Table.create(name);
        StringColumn method = StringColumn.create("method");
        IntColumn n = IntColumn.create("n");
        Metric metric = metric(rows);
        DoubleColumn score = DoubleColumn.create(metric.label());
        DoubleColumn interval = DoubleColumn.create(metric.label() + "_ci95");
        DoubleColumn bits = DoubleColumn.create("mean_bits");
        StringColumn runs = StringColumn.create("runs");
        StringColumn dirty = StringColumn.create("dirty_tree");
        for (Runs.Row row : rows) {
            Estimate estimate = row.estimate(RunRecord::score);
            method.append(row.label());
            n.append(estimate.n());
            score.append(estimate.mean());
            interval.append(estimate.halfWidth());
            bits.append(row.estimate(r -> r.sizes().meanBits()).mean());
            runs.append(String.join(
                    " ",
                    row.records().stream().map(r -> r.signature().shortHex()).toList()));
            dirty.append(String.valueOf(row.isDirty()));
        }
        table.addColumns(method, n, score, interval, bits);
        List<Size> sizes = Arrays.stream(Size.values())
                .filter(size -> rows.stream().allMatch(row -> row.sizes().contains(size)))
                .toList();
        for (Size size : sizes) {
            DoubleColumn bytes = DoubleColumn.create(size.label() + "_bytes");
            rows.forEach(row -> bytes.append(bytes(row, size)));
            table.addColumns(bytes);
        }
        table.addColumns(runs, dirty);
        return table;
    }

    /** What counts; the same for all rows, which are of one task. */
    private static Metric metric(List<Runs.Row> rows) {
        return rows.getFirst().records().getFirst().metric();
    }

    /** For people: accuracies in percent, sizes in KiB of 1,024 bytes. */
    public static Table text(String name, List<Runs.Row> rows) {
        StringColumn method = StringColumn.create("method");
        Metric metric = metric(rows);
        StringColumn score = StringColumn.create(metric.heading());
        StringColumn n = StringColumn.create("n");
        StringColumn bits = StringColumn.create("bits/weight");
        StringColumn formula = StringColumn.create("DiffQ formula KiB");
        StringColumn huffman = StringColumn.create("Huffman KiB");
        StringColumn zlib = StringColumn.create("zlib KiB");
        StringColumn file = StringColumn.create("file KiB");
        StringColumn ratio = StringColumn.create("fp32 / file");
        for (Runs.Row row : rows) {
            Estimate estimate = row.estimate(RunRecord::score);
            method.append(row.label() + (row.isDirty() ? " (uncommitted code)" : ""));
            score.append(estimate.show(metric.digits(), metric.factor()));
            n.append(String.valueOf(estimate.n()));
            bits.append(number(row.estimate(r -> r.sizes().meanBits()).mean()));
            formula.append(kibibytes(row, Size.DIFFQ));
            huffman.append(kibibytes(row, Size.HUFFMAN));
            zlib.append(kibibytes(row, Size.ZLIB));
            file.append(kibibytes(row, Size.FILE));
            ratio.append(number(bytes(row, Size.FP32) / bytes(row, Size.FILE)));
        }
        return Table.create(name, method, score, n, bits, formula, huffman, zlib, file, ratio);
    }

    private static String kibibytes(Runs.Row row, Size size) {
        return Report.kibibytes(bytes(row, size));
    }

    private static double bytes(Runs.Row row, Size size) {
        return row.estimate(r -> r.sizes().total(size)).mean();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
