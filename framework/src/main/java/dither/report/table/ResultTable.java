package dither.report.table;

import dither.codec.Size;
import dither.experiment.Trial;
import dither.report.evidence.Estimate;
import dither.report.evidence.Runs;
import dither.task.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The standard table of results: a line per method and setting, mean and 95 % interval over seeds.
 *
 * <p>Among lines of one network and data, the best mean score is bold, and a dot marks what no other line beats in both score and
 * bytes of the file ({@link Standing}). Lines that have not run are shown where a paper prints something for them.
 */
public final class ResultTable {
    /** Marks rows that no other row beats in both score and bytes. */
    public static final String FRONT = "•";

    /** Columns of sizes by their headings. */
    private static final Map<String, Function<Runs.Row, String>> SIZES = sizes();

    private final String name;
    private final List<Entry> entries;

    private ResultTable(String name, List<Entry> entries) {
        this.name = name;
        this.entries = List.copyOf(entries);
    }

    /**
     * A line that is shown.
     *
     * @param row what was run for it; nothing if nothing has finished
     */
    public record Entry(Line line, Optional<Runs.Row> row) {}

    /** A table of these rows under the names of their trials. */
    public static ResultTable of(String name, List<Runs.Row> rows) {
        return new ResultTable(
                name,
                rows.stream()
                        .map(row -> new Entry(Line.of(row.trial()), Optional.of(row)))
                        .toList());
    }

    /** A table of these lines; those of which nothing has finished are left out if no paper prints a number for them. */
    public static ResultTable of(String name, List<Line> lines, Runs runs) {
        return new ResultTable(
                name,
                lines.stream()
                        .map(line -> new Entry(line, runs.row(line.trial())))
                        .filter(entry -> entry.row().isPresent()
                                || entry.line().published().isPresent())
                        .toList());
    }

    /** Of the files. */
    public String name() {
        return name;
    }

    /** Its lines in the order in which {@link #text} shows them: network by network. */
    public List<Entry> entries() {
        return groups().stream().flatMap(List::stream).toList();
    }

    private List<List<Entry>> groups() {
        List<List<Entry>> groups = new ArrayList<>();
        for (Entry entry : entries) {
            groups.stream()
                    .filter(group -> group.getFirst().line().comparesWith(entry.line()))
                    .findFirst()
                    .orElseGet(() -> {
                        groups.add(new ArrayList<>());
                        return groups.getLast();
                    })
                    .add(entry);
        }
        return groups;
    }

    private List<Runs.Row> rows() {
        return entries.stream().flatMap(entry -> entry.row().stream()).toList();
    }

    /** Where its published numbers were seen, each once. */
    public List<String> sources() {
        return entries.stream()
                .flatMap(entry -> entry.line().published().stream())
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
        List<Runs.Row> rows = rows();
        for (Entry entry : entries) {
            if (entry.row().isEmpty()) {
                continue;
            }
            Runs.Row row = entry.row().get();
            Estimate estimate = row.score();
            method.append(entry.line().label());
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
        List<List<Entry>> groups = groups();
        List<Metric> metrics = rows().stream().map(Runs.Row::metric).distinct().toList();
        StringColumn network = StringColumn.create("network and data");
        StringColumn method = StringColumn.create("method");
        StringColumn score =
                StringColumn.create(metrics.size() == 1 ? metrics.getFirst().heading() : "score");
        StringColumn n = StringColumn.create("n");
        StringColumn theirs = StringColumn.create("published");
        List<StringColumn> sizes =
                SIZES.keySet().stream().map(StringColumn::create).toList();
        StringColumn front = StringColumn.create("front");
        for (List<Entry> group : groups) {
            List<Runs.Row> ran =
                    group.stream().flatMap(entry -> entry.row().stream()).toList();
            Standing standing = Standing.of(ran);
            for (Entry entry : group) {
                Trial trial = entry.line().trial();
                network.append(trial.model().name() + ", " + trial.data().label());
                theirs.append(entry.line()
                        .published()
                        .map(p -> p.value() + " (" + p.setup() + ")")
                        .orElse(""));
                Optional<Runs.Row> row = entry.row();
                method.append(entry.line().label()
                        + row.map(found -> marks(found, ran)).orElse(""));
                score.append(row.map(found ->
                                score(found, metrics.size() > 1, standing.best().get(ran.indexOf(found))))
                        .orElse("not run"));
                n.append(String.valueOf(row.map(found -> found.records().size()).orElse(0)));
                int column = 0;
                for (Function<Runs.Row, String> size : SIZES.values()) {
                    sizes.get(column++).append(row.map(size).orElse(""));
                }
                front.append(row.filter(found -> standing.front().get(ran.indexOf(found)))
                        .map(_ -> FRONT)
                        .orElse(""));
            }
        }
        List<StringColumn> columns = new ArrayList<>();
        if (groups.size() > 1) {
            columns.add(network);
        }
        columns.addAll(List.of(method, score, n));
        if (entries.stream().anyMatch(entry -> entry.line().published().isPresent())) {
            columns.add(theirs);
        }
        columns.addAll(sizes);
        columns.add(front);
        return Table.create(name).addColumns(columns.toArray(StringColumn[]::new));
    }

    private static String score(Runs.Row row, boolean unit, boolean best) {
        Metric metric = row.metric();
        String shown = row.score().show(metric.digits(), metric.factor()) + (unit ? " " + metric.heading() : "");
        return best ? "**" + shown + "**" : shown;
    }

    /** What a reader must know before trusting a row among others. */
    static String marks(Runs.Row row, List<Runs.Row> others) {
        int seeds = row.records().size() + row.failures();
        return (row.isDirty() ? " (uncommitted code)" : "")
                + (row.isOld() ? " (older code)" : "")
                + (row.failures() > 0 ? " (" + row.failures() + " of " + seeds + " seeds failed)" : "")
                + (row.hasDataOf(others.getFirst()) ? "" : " (other data)");
    }

    private static Map<String, Function<Runs.Row, String>> sizes() {
        Map<String, Function<Runs.Row, String>> columns = new LinkedHashMap<>();
        columns.put(
                "bits/weight",
                row -> number(row.estimate(r -> r.sizes().meanBits()).mean()));
        columns.put("formula KiB", row -> kibibytes(row, Size.DIFFQ));
        columns.put("zlib KiB", row -> kibibytes(row, Size.ZLIB));
        columns.put("file KiB", row -> kibibytes(row, Size.FILE));
        columns.put("fp32 / file", row -> number(row.bytes(Size.FP32) / row.bytes(Size.FILE)));
        return columns;
    }

    private static String kibibytes(Runs.Row row, Size size) {
        return row.sizes().contains(size) ? SizeTable.kibibytes(row.bytes(size)) : "";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
