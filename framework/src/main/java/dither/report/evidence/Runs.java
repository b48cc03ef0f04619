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
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/** The finished runs of one grid, row by row. */
public final class Runs {
    private final List<Row> rows;
    private final List<Trial> missing;
    private final Evidence evidence;

    private Runs(List<Row> rows, List<Trial> missing, Evidence evidence) {
        this.evidence = evidence;
        this.rows = List.copyOf(rows);
        this.missing = List.copyOf(missing);
    }

    /**
     * One row with at least one finished run.
     *
     * @param trial what all its runs did, with seed 0
     * @param records one per finished seed
     */
    public record Row(Trial trial, List<RunRecord> records) {
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

        /** A quantity of each run and of the other row's run of the same seed, where there is one. */
        public double[] paired(Row other, ToDoubleBiFunction<RunRecord, RunRecord> quantity) {
            return records.stream()
                    .flatMapToDouble(run -> other.records.stream()
                            .filter(same -> same.trial().seed() == run.trial().seed())
                            .mapToDouble(same -> quantity.applyAsDouble(run, same)))
                    .toArray();
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

        /** Whether its network and data are those of another row, so that scores compare. */
        public boolean comparesWith(Row other) {
            return trial.model().equals(other.trial.model()) && trial.data().equals(other.trial.data());
        }
    }

    /** Looks up every trial of {@code grid}. */
    public static Runs of(Grid grid, Evidence evidence) {
        List<Row> rows = new ArrayList<>();
        List<Trial> missing = new ArrayList<>();
        for (Grid.Row row : grid.rows()) {
            row.trials().stream().filter(trial -> evidence.of(trial).isEmpty()).forEach(missing::add);
            List<RunRecord> found =
                    evidence.of(row.trials().getFirst(), row.trials().size());
            if (!found.isEmpty()) {
                rows.add(new Row(row.trials().getFirst().seed(0), found));
            }
        }
        return new Runs(rows, missing, evidence);
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
        List<List<Row>> groups = new ArrayList<>();
        for (Row row : rows) {
            groups.stream()
                    .filter(group -> group.getFirst().comparesWith(row))
                    .findFirst()
                    .orElseGet(() -> {
                        groups.add(new ArrayList<>());
                        return groups.getLast();
                    })
                    .add(row);
        }
        return groups;
    }

    /** Declared trials without a record. */
    public List<Trial> missing() {
        return missing;
    }

    /** The widths of each layer of a run after each epoch of its last stage. */
    public List<LayerBits> layerBits(RunRecord run) {
        return evidence.layerBits(run.trial());
    }
}
