package dither.report.evidence;

import dither.codec.Size;
import dither.experiment.Grid;
import dither.experiment.Trial;
import dither.quant.Method;
import dither.store.LayerBits;
import dither.store.RunRecord;
import dither.task.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The finished runs of one grid, row by row. */
public final class Runs {
    private final List<Row> rows;
    private final List<Trial> missing;
    private final List<Trial> failed;
    private final int declared;

    /** How many trials of further seeds failed. */
    private final int failedLater;

    private final Evidence evidence;

    private Runs(
            List<Row> rows, List<Trial> missing, List<Trial> failed, int declared, int failedLater, Evidence evidence) {
        this.evidence = evidence;
        this.failedLater = failedLater;
        this.declared = declared;
        this.rows = List.copyOf(rows);
        this.missing = List.copyOf(missing);
        this.failed = List.copyOf(failed);
    }

    /**
     * One row with at least one finished run.
     *
     * @param trial what all its runs did, with seed 0
     * @param records one per finished seed
     * @param failures how many seeds failed or were given up: what is left may be the luckier ones
     */
    public record Row(Trial trial, List<RunRecord> records, int failures) {
        public Row {
            records = List.copyOf(records);
        }

        /** How its weights were quantised. */
        public Method method() {
            return trial.method();
        }

        /** How tables call it. */
        public String label() {
            return trial.label();
        }

        /** What counts. */
        public Metric metric() {
            return records.getFirst().metric();
        }

        /** The score that counts, over the seeds. */
        public Estimate score() {
            return estimate(RunRecord::score);
        }

        /** Mean and interval of a quantity over the seeds. */
        public Estimate estimate(ToDoubleFunction<RunRecord> quantity) {
            return Estimate.of(records.stream().mapToDouble(quantity).toArray());
        }

        /** The seeds that have finished. */
        public Set<Long> seeds() {
            return records.stream().map(record -> record.trial().seed()).collect(Collectors.toCollection(TreeSet::new));
        }

        /** How many of its seeds were tried, those that failed included. */
        public int tried() {
            return Math.max((int) records.getLast().trial().seed(), records.size() + failures);
        }

        /** This row with some of its seeds only, at least one of which it has. */
        public Row over(Set<Long> seeds) {
            return new Row(
                    trial,
                    records.stream()
                            .filter(record -> seeds.contains(record.trial().seed()))
                            .toList(),
                    failures);
        }

        /** A quantity of each run and of the other row's run of the same seed, where there is one. */
        public double[] paired(Row other, ToDoubleBiFunction<RunRecord, RunRecord> quantity) {
            return records.stream()
                    .flatMapToDouble(run -> other.records.stream()
                            .filter(same -> same.trial().seed() == run.trial().seed())
                            .mapToDouble(same -> quantity.applyAsDouble(run, same)))
                    .toArray();
        }

        /**
         * Half of the 95 % interval of the score, for error bars. Against another row it is that of the difference of runs of the same seed:
         * seeds differ more among themselves than methods do, and that says nothing of methods.
         *
         * @param other null for the score itself
         * @return NaN below three seeds, whose intervals are many times as wide as what they are of
         */
        public double halfWidth(Row other) {
            double[] scores = other == null
                    ? records.stream().mapToDouble(RunRecord::score).toArray()
                    : paired(other, (run, base) -> run.score() - base.score());
            return scores.length < Evidence.SEEDS
                    ? Double.NaN
                    : Estimate.of(scores).halfWidth();
        }

        /** Whether what it was trained and tested on has the contents of another row's. */
        public boolean hasDataOf(Row other) {
            return records.stream().allMatch(record -> record.hasDataOf(other.records.getFirst()));
        }

        /** Whether sources that are in no commit made any of its runs. */
        public boolean isDirty() {
            return records.stream().anyMatch(record -> record.provenance().anyDirty());
        }

        /** Whether any of its runs is older than one of the sizes that are measured today. */
        public boolean isOld() {
            return sizes().size() < Size.values().length;
        }

        /** The sizes that all of its records have; older records have fewer. */
        public List<Size> sizes() {
            return Arrays.stream(Size.values())
                    .filter(size -> records.stream()
                            .allMatch(record -> record.sizes().sizes().contains(size)))
                    .toList();
        }

        /** Mean of one kind of size in bytes. */
        public double bytes(Size size) {
            return estimate(r -> r.sizes().total(size)).mean();
        }

        /** Mean length of the compressed files. */
        public double fileBytes() {
            return estimate(r -> r.sizes().fileBytes()).mean();
        }
    }

    /** Looks up every trial of {@code grid}. */
    public static Runs of(Grid grid, Evidence evidence) {
        List<Row> rows = new ArrayList<>();
        List<Trial> missing = new ArrayList<>();
        List<Trial> failed = new ArrayList<>();
        int failedLater = 0;
        for (Grid.Row row : grid.rows()) {
            List<Trial> unfinished = row.trials().stream()
                    .filter(trial -> evidence.of(trial).isEmpty())
                    .toList();
            List<Trial> failures = unfinished.stream().filter(evidence::failed).toList();
            failed.addAll(failures);
            unfinished.stream().filter(trial -> !failures.contains(trial)).forEach(missing::add);
            Trial first = row.trials().getFirst();
            // Asking for more seeds does not change which ones count.
            int last = evidence.lastSeed(first, Math.min(row.trials().size(), Evidence.SEEDS));
            List<RunRecord> found = evidence.upTo(first, last);
            long lost = IntStream.rangeClosed(1, last)
                    .filter(seed -> evidence.failed(first.seed(seed)))
                    .count();
            failedLater += (int) IntStream.rangeClosed(row.trials().size() + 1, last)
                    .filter(seed -> evidence.failed(first.seed(seed)))
                    .count();
            if (!found.isEmpty()) {
                rows.add(new Row(first.seed(0), found, (int) lost));
            }
        }
        return new Runs(rows, missing, failed, grid.trials().size(), failedLater, evidence);
    }

    /** All rows in the order of declaration. */
    public List<Row> rows() {
        return rows;
    }

    /** Rows whose trial passes. */
    public List<Row> rows(Predicate<Trial> wanted) {
        return rows.stream().filter(row -> wanted.test(row.trial())).toList();
    }

    /** The row of a trial, whatever its seed, if it has finished runs. */
    public Optional<Row> row(Trial trial) {
        return rows.stream().filter(row -> row.trial().equals(trial.seed(0))).findFirst();
    }

    /** Rows by network and data, so that scores within a group compare; in the order in which they come. */
    public static List<List<Row>> groups(List<Row> rows) {
        return List.copyOf(rows.stream()
                .collect(Collectors.groupingBy(row -> row.trial().place(), LinkedHashMap::new, Collectors.toList()))
                .values());
    }

    /**
     * The seeds that all of these rows have: what is compared is compared by them, because seeds differ more among themselves than methods do,
     * and a row that lacks an unlucky one would be the best by that. A row of which a seed failed, which is never the best, takes none
     * from the others.
     */
    public static Set<Long> common(List<Row> rows) {
        return rows.stream()
                .filter(row -> row.failures() == 0)
                .map(Row::seeds)
                .reduce((one, other) -> {
                    one.retainAll(other);
                    return one;
                })
                .orElse(Set.of());
    }

    /** The same rows, each over the seeds that are {@link #common} and that it has; as it is where it has none of them. */
    public static List<Row> alike(List<Row> rows) {
        Set<Long> common = common(rows);
        return rows.stream()
                .map(row -> row.seeds().stream().anyMatch(common::contains) ? row.over(common) : row)
                .toList();
    }

    /** What a reader must know of the seeds of {@link #alike} rows; nothing where all rows have the same ones. */
    public static String seedsOf(List<Row> rows) {
        if (rows.stream().map(Row::seeds).distinct().count() < 2) {
            return "";
        }
        Set<Long> common = common(rows);
        return common.isEmpty()
                ? "rows have other seeds than others"
                : "over the " + common.size() + " seeds that all rows have";
    }

    /** The most seeds that any row has, those that failed included. */
    public int seeds() {
        return rows.stream().mapToInt(Row::tried).max().orElse(0);
    }

    /** Whether nothing was declared: what trains nothing is computed by its report. */
    public boolean areOfNothing() {
        return rows.isEmpty() && missing.isEmpty() && failed.isEmpty();
    }

    /** Declared trials that have not run, or not to their end. */
    public List<Trial> missing() {
        return missing;
    }

    /** Declared trials that failed or were given up. */
    public List<Trial> failed() {
        return failed;
    }

    /** How many declared trials have no result and why, such as {@code 3 of 60 trials have not finished}; empty if all have one. */
    public String gaps() {
        StringJoiner gaps = new StringJoiner("; ");
        if (!missing.isEmpty()) {
            gaps.add(missing.size() + " of " + declared + " trials not finished");
        }
        if (!failed.isEmpty()) {
            gaps.add(failed.size() + " of " + declared + " trials failed or were given up");
        }
        if (failedLater > 0) {
            gaps.add(failedLater + " trials of further seeds failed or were given up");
        }
        return gaps.toString();
    }

    /** The widths of each layer of a run after each epoch of its last stage. */
    public List<LayerBits> layerBits(RunRecord run) {
        return evidence.layerBits(run.trial());
    }
}
