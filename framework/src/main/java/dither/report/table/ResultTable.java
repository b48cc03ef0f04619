package dither.report.table;

import dither.codec.Size;
import dither.report.evidence.Estimate;
import dither.report.evidence.Runs;
import dither.task.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The standard table of results: a row per method and setting, mean and 95 % interval over seeds.
 *
 * <p>Among rows of one network and data, the best mean score is bold, and a dot marks what no other row beats in both score and
 * bytes of the file.
 */
public final class ResultTable {
    /** Marks rows that no other row beats in both score and bytes. */
    public static final String FRONT = "•";

    private final String name;
    private final List<Runs.Row> rows;
    private final Function<Runs.Row, String> label;
    private final Function<Runs.Row, Optional<Published>> published;

    private ResultTable(
            String name,
            List<Runs.Row> rows,
            Function<Runs.Row, String> label,
            Function<Runs.Row, Optional<Published>> published) {
        this.name = name;
        this.rows = List.copyOf(rows);
        this.label = label;
        this.published = published;
    }

    /** A table of these rows under the labels of their trials. */
    public static ResultTable of(String name, List<Runs.Row> rows) {
        return new ResultTable(name, rows, Runs.Row::label, _ -> Optional.empty());
    }

    /** This table with other labels. */
    public ResultTable labelled(Function<Runs.Row, String> other) {
        return new ResultTable(name, rows, other, published);
    }

    /** This table with published numbers beside ours. */
    public ResultTable published(Function<Runs.Row, Optional<Published>> other) {
        return new ResultTable(name, rows, label, other);
    }

    /** Of the files. */
    public String name() {
        return name;
    }

    /** The rows that it shows. */
    public List<Runs.Row> rows() {
        return rows;
    }

    /** Where its published numbers were seen, each once. */
    public List<String> sources() {
        return rows.stream()
                .flatMap(row -> published.apply(row).stream())
                .map(Published::source)
                .distinct()
                .toList();
    }

    /** Full precision, one column per quantity; sizes in bytes. */
    public Table numbers() {
        Table table = Table.create(name);
        StringColumn method = StringColumn.create("method");
        StringColumn network = StringColumn.create("network");
        StringColumn data = StringColumn.create("data");
        StringColumn measure = StringColumn.create("measure");
        IntColumn n = IntColumn.create("n");
        DoubleColumn score = DoubleColumn.create("score");
        DoubleColumn interval = DoubleColumn.create("score_ci95");
        DoubleColumn bits = DoubleColumn.create("mean_bits");
        StringColumn runs = StringColumn.create("runs");
        StringColumn dirty = StringColumn.create("dirty_tree");
        for (Runs.Row row : rows) {
            Estimate estimate = row.score();
            method.append(label.apply(row));
            network.append(row.trial().model().name());
            data.append(row.trial().data().label());
            measure.append(row.metric().label());
            n.append(estimate.n());
            score.append(estimate.mean());
            interval.append(estimate.halfWidth());
            bits.append(row.estimate(r -> r.sizes().meanBits()).mean());
            runs.append(String.join(
                    " ",
                    row.records().stream().map(r -> r.signature().shortHex()).toList()));
            dirty.append(String.valueOf(row.isDirty()));
        }
        table.addColumns(method, network, data, measure, n, score, interval, bits);
        List<Size> sizes = Arrays.stream(Size.values())
                .filter(size -> rows.stream().allMatch(row -> row.sizes().contains(size)))
                .toList();
        for (Size size : sizes) {
            DoubleColumn bytes = DoubleColumn.create(size.label() + "_bytes");
            rows.forEach(row -> bytes.append(row.bytes(size)));
            table.addColumns(bytes);
        }
        table.addColumns(runs, dirty);
        return table;
    }

    /** For people: accuracies in percent, sizes in KiB of 1,024 bytes. */
    public Table text() {
        List<List<Runs.Row>> groups = Runs.groups(rows);
        List<Metric> metrics = rows.stream().map(Runs.Row::metric).distinct().toList();
        StringColumn network = StringColumn.create("network and data");
        StringColumn method = StringColumn.create("method");
        StringColumn score =
                StringColumn.create(metrics.size() == 1 ? metrics.getFirst().heading() : "score");
        StringColumn n = StringColumn.create("n");
        StringColumn theirs = StringColumn.create("published");
        StringColumn bits = StringColumn.create("bits/weight");
        StringColumn formula = StringColumn.create("formula KiB");
        StringColumn zlib = StringColumn.create("zlib KiB");
        StringColumn file = StringColumn.create("file KiB");
        StringColumn ratio = StringColumn.create("fp32 / file");
        StringColumn front = StringColumn.create("front");
        for (List<Runs.Row> group : groups) {
            Runs.Row best = Collections.max(group, Comparator.comparingDouble(ResultTable::goodness));
            List<Boolean> atFront = front(group);
            for (int i = 0; i < group.size(); i++) {
                Runs.Row row = group.get(i);
                Metric metric = row.metric();
                Estimate estimate = row.score();
                String shown = estimate.show(metric.digits(), metric.factor())
                        + (metrics.size() > 1 ? " " + metric.heading() : "");
                network.append(
                        row.trial().model().name() + ", " + row.trial().data().label());
                method.append(label.apply(row) + marks(row));
                score.append(row == best && group.size() > 1 ? "**" + shown + "**" : shown);
                n.append(String.valueOf(estimate.n()));
                theirs.append(published
                        .apply(row)
                        .map(p -> p.value() + " (" + p.setup() + ")")
                        .orElse(""));
                bits.append(number(row.estimate(r -> r.sizes().meanBits()).mean()));
                formula.append(kibibytes(row, Size.DIFFQ));
                zlib.append(kibibytes(row, Size.ZLIB));
                file.append(kibibytes(row, Size.FILE));
                ratio.append(number(row.bytes(Size.FP32) / row.bytes(Size.FILE)));
                front.append(atFront.get(i) ? FRONT : "");
            }
        }
        List<StringColumn> columns = new ArrayList<>();
        if (groups.size() > 1) {
            columns.add(network);
        }
        columns.addAll(List.of(method, score, n));
        if (rows.stream().anyMatch(row -> published.apply(row).isPresent())) {
            columns.add(theirs);
        }
        columns.addAll(List.of(bits, formula, zlib, file, ratio, front));
        return Table.create(name).addColumns(columns.toArray(StringColumn[]::new));
    }

    /** What a reader must know before trusting a row. */
    static String marks(Runs.Row row) {
        return (row.isDirty() ? " (uncommitted code)" : "") + (row.isOld() ? " (older code)" : "");
    }

    /** For each row, whether no other one is at least as good in score and bytes of the file, and better in one of them. */
    public static List<Boolean> front(List<Runs.Row> group) {
        List<Point> points = group.stream()
                .map(row -> new Point(goodness(row), row.fileBytes()))
                .toList();
        // Among equals in bytes the best comes first, and only it can be at the front.
        List<Point> byBytes = points.stream()
                .sorted(Comparator.comparingDouble(Point::bytes)
                        .thenComparing(Comparator.comparingDouble(Point::good).reversed()))
                .toList();
        Set<Point> front = new HashSet<>();
        double best = Double.NEGATIVE_INFINITY;
        for (Point point : byBytes) {
            if (point.good() > best) {
                front.add(point);
                best = point.good();
            }
        }
        return points.stream().map(front::contains).toList();
    }

    private record Point(double good, double bytes) {}

    /** The mean score, more of which is better. */
    private static double goodness(Runs.Row row) {
        return row.metric().highIsGood() ? row.score().mean() : -row.score().mean();
    }

    private static String kibibytes(Runs.Row row, Size size) {
        return row.sizes().contains(size) ? SizeTable.kibibytes(row.bytes(size)) : "";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
