package dither.report.table;

import dither.codec.Size;
import dither.experiment.Trial;
import dither.report.evidence.Estimate;
import dither.report.evidence.Runs;
import dither.task.Metric;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The standard table of results: a line per method and setting, mean and 95 % interval over seeds.
 *
 * <p>Among lines of one network and data, the best mean score is bold, and a dot marks the front of score against
 * bytes of the file ({@link Standing}). Lines that have not run are shown where a paper prints something for them.
 */
public final class ResultTable {
    /** Marks rows at the front of score against bytes. */
    public static final String FRONT = "•";

    /** How to read all tables of results. */
    public static final String CONVENTIONS =
            "Scores are those of networks restored from their files, mean and 95 % confidence interval over n seeds. Bits per weight count levels and"
                    + " indices, and 32 for what stays in float, but not ranges, steps, codebooks or the bit widths that DiffQ stores for each group; sizes count those. Sizes in KiB of 1,024 bytes: by the"
                    + " formula of the paper that the method is from, as zlib deflates the levels, and of the file, which also holds names,"
                    + " running statistics and checksums. Bold is the best mean, " + FRONT
                    + " marks the Pareto front of mean score against file size, over the seeds that all rows without failures have; rows may differ by less than"
                    + " their intervals.";

    /** Heading of the column that names rows. */
    public static final String METHOD = "method";

    /** What {@link #marks} may append to a label. */
    private static final Pattern MARKS =
            Pattern.compile("( \\((uncommitted code|older code|\\d+ of \\d+ seeds failed|other data)\\))*");

    /** Columns of sizes by their headings. */
    private static final Map<String, Function<Runs.Row, String>> SIZES = sizes();

    private final String name;
    private final List<Entry> entries;

    /** What its lines are compared with, themselves included. */
    private final List<Runs.Row> rivals;

    private ResultTable(String name, List<Entry> entries, List<Runs.Row> rivals) {
        this.name = name;
        this.entries = List.copyOf(entries);
        this.rivals = List.copyOf(rivals);
    }

    /**
     * A line that is shown.
     *
     * @param row what was run for it; nothing if nothing has finished
     */
    public record Entry(Line line, Optional<Runs.Row> row) {}

    /** A table of these rows under the names of their trials. */
    public static ResultTable of(String name, List<Runs.Row> rows) {
        return new ResultTable(name, entries(rows), rows);
    }

    /** Those of the rows that are at the front of their network and data. */
    public static ResultTable ofFront(String name, List<Runs.Row> rows) {
        List<Runs.Row> front = Runs.groups(rows).stream()
                .flatMap(group -> Standing.of(group).front().stream())
                .toList();
        return new ResultTable(name, entries(front), rows);
    }

    private static List<Entry> entries(List<Runs.Row> rows) {
        return rows.stream()
                .map(row -> new Entry(Line.of(row.trial()), Optional.of(row)))
                .toList();
    }

    /** A table of these lines; those of which nothing has finished are left out if no paper prints a number for them. */
    public static ResultTable of(String name, List<Line> lines, Runs runs) {
        List<Entry> entries = lines.stream()
                .map(line -> new Entry(line, runs.row(line.trial())))
                .filter(entry ->
                        entry.row().isPresent() || entry.line().published().isPresent())
                .toList();
        return new ResultTable(
                name,
                entries,
                entries.stream().flatMap(entry -> entry.row().stream()).toList());
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
        return List.copyOf(entries.stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.line().trial().place(), LinkedHashMap::new, Collectors.toList()))
                .values());
    }

    /** What was run of its lines. */
    public List<Runs.Row> rows() {
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
        StringColumn method = StringColumn.create(METHOD);
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
        boolean oneMetric = metrics.size() == 1;
        Map<String, Function<Shown, String>> columns = new LinkedHashMap<>();
        if (groups.size() > 1) {
            columns.put("network and data", Shown::place);
        }
        columns.put(METHOD, Shown::label);
        columns.put(oneMetric ? metrics.getFirst().heading() : "score", shown -> shown.score(!oneMetric));
        columns.put("n", Shown::n);
        if (!sources().isEmpty()) {
            columns.put("published", Shown::published);
        }
        SIZES.forEach((heading, size) ->
                columns.put(heading, shown -> shown.row().map(size).orElse("")));
        columns.put("front", shown -> shown.atFront() ? FRONT : "");

        List<Shown> lines =
                groups.stream().flatMap(group -> shown(group).stream()).toList();
        Table table = Table.create(name);
        columns.forEach((heading, cell) -> table.addColumns(
                StringColumn.create(heading, lines.stream().map(cell).toList())));
        return table;
    }

    private List<Shown> shown(List<Entry> group) {
        Trial.Place place = group.getFirst().line().trial().place();
        List<Runs.Row> ran =
                rivals.stream().filter(row -> row.trial().place().equals(place)).toList();
        Standing standing = Standing.of(ran);
        return group.stream()
                .map(entry -> new Shown(
                        entry.line(),
                        entry.row(),
                        entry.row().isPresent() && entry.row().equals(standing.best()),
                        entry.row().filter(standing.front()::contains).isPresent(),
                        ran))
                .toList();
    }

    /**
     * A line among others.
     *
     * @param others rows of the same network and data
     */
    private record Shown(Line line, Optional<Runs.Row> row, boolean isBest, boolean atFront, List<Runs.Row> others) {
        String place() {
            return line.trial().model().name() + ", " + line.trial().data().label();
        }

        String label() {
            return line.label() + row.map(ran -> marks(ran, others)).orElse("");
        }

        String score(boolean withUnit) {
            return row.map(ran -> {
                        Metric metric = ran.metric();
                        String text = ran.score().show(metric.digits(), metric.factor())
                                + (withUnit ? " " + metric.heading() : "");
                        return isBest ? "**" + text + "**" : text;
                    })
                    .orElse("not run");
        }

        String n() {
            return String.valueOf(row.map(ran -> ran.records().size()).orElse(0));
        }

        String published() {
            return line.published()
                    .map(theirs -> theirs.value() + " (" + theirs.setup() + ")")
                    .orElse("");
        }
    }

    /** Whether a shown label is this one, with marks or without. */
    public static boolean isShown(String shown, String label) {
        return shown.startsWith(label)
                && MARKS.matcher(shown.substring(label.length())).matches();
    }

    /** What a reader must know before trusting a row among others. */
    static String marks(Runs.Row row, List<Runs.Row> others) {
        return (row.isDirty() ? " (uncommitted code)" : "")
                + (row.isOld() ? " (older code)" : "")
                + (row.failures() > 0 ? " (" + row.failures() + " of " + row.tried() + " seeds failed)" : "")
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
