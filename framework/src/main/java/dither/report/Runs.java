package dither.report;

import dither.codec.Size;
import dither.experiment.Grid;
import dither.experiment.Trial;
import dither.quant.Method;
import dither.store.RunRecord;
import dither.store.RunStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** The finished runs of one grid, row by row. */
public final class Runs {
    private final List<Row> rows;
    private final List<Trial> missing;

    private Runs(List<Row> rows, List<Trial> missing) {
        this.rows = List.copyOf(rows);
        this.missing = List.copyOf(missing);
    }

    /**
     * One row with at least one finished run.
     *
     * @param method of all its runs
     * @param records one per finished seed
     */
    public record Row(Method method, List<RunRecord> records) {
        public Row {
            records = List.copyOf(records);
        }

        /** How tables call it. */
        public String label() {
            return records.getFirst().trial().label();
        }

        /** Mean and interval of a quantity over the seeds. */
        public Estimate estimate(ToDoubleFunction<RunRecord> quantity) {
            return Estimate.of(records.stream().mapToDouble(quantity).toArray());
        }

        /** Whether sources that are in no commit made any of its runs. */
        public boolean isDirty() {
            return records.stream().anyMatch(record -> record.provenance().anyDirty());
        }

        /** The sizes that all of its records have; older records have fewer. */
        public List<Size> sizes() {
            return Arrays.stream(Size.values())
                    .filter(size -> records.stream()
                            .allMatch(record -> record.sizes().sizes().contains(size)))
                    .toList();
        }

        /** Mean length of the compressed files. */
        public double fileBytes() {
            return estimate(r -> r.sizes().fileBytes()).mean();
        }
    }

    /** Looks up every trial of {@code grid} in {@code store}. */
    public static Runs of(Grid grid, RunStore store) {
        List<Row> rows = new ArrayList<>();
        List<Trial> missing = new ArrayList<>();
        for (Grid.Row row : grid.rows()) {
            List<RunRecord> found = new ArrayList<>();
            for (Trial trial : row.trials()) {
                store.find(trial).ifPresentOrElse(found::add, () -> missing.add(trial));
            }
            if (!found.isEmpty()) {
                rows.add(new Row(row.trials().getFirst().method(), found));
            }
        }
        return new Runs(rows, missing);
    }

    /** All rows in the order of declaration. */
    public List<Row> rows() {
        return rows;
    }

    /** Rows whose method passes. */
    public List<Row> rows(Predicate<Method> wanted) {
        return rows.stream().filter(row -> wanted.test(row.method())).toList();
    }

    /** The row of a method, if it has finished runs. */
    public Optional<Row> row(Method method) {
        return rows.stream().filter(row -> row.method().equals(method)).findFirst();
    }

    /** Declared trials without a record. */
    public List<Trial> missing() {
        return missing;
    }
}
