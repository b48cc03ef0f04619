package dither.experiment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** Collects trials in the order they are declared; asking twice for one trial keeps one. */
public final class Grid {
    private final Set<Trial> rows = new LinkedHashSet<>();
    private final int seeds;

    /** @param seeds how many seeds each row is run with, at least 1 */
    public Grid(int seeds) {
        if (seeds < 1) {
            throw new IllegalArgumentException("seeds must be at least 1, was " + seeds);
        }
        this.seeds = seeds;
    }

    /** Declares a row of a table: one trial for each seed. The trial's own seed is replaced by 1, 2, ... */
    public Grid add(Trial row) {
        rows.add(row.seed(0));
        return this;
    }

    /** The declared rows. */
    public List<Row> rows() {
        List<Row> all = new ArrayList<>();
        for (Trial row : rows) {
            all.add(new Row(LongStream.rangeClosed(1, seeds).mapToObj(row::seed).toList()));
        }
        return all;
    }

    /** Every trial, all rows of the first seed before those of the second, so that a cut run is a whole small one. */
    public List<Trial> trials() {
        List<Trial> all = new ArrayList<>();
        for (int s = 0; s < seeds; s++) {
            for (Row row : rows()) {
                all.add(row.trials().get(s));
            }
        }
        return all;
    }

    /**
     * One row.
     *
     * @param trials one per seed
     */
    public record Row(List<Trial> trials) {
        public Row {
            trials = List.copyOf(trials);
        }
    }
}
