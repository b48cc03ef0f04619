package dither.report;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.report.evidence.Evidence;
import dither.report.evidence.Runs;
import java.util.List;

/** One table, figure or ablation: what is run, and what is made of it. */
public interface Experiment {

    /** Its name on the command line and in files, such as {@code table-diffq-cifar}. */
    String id();

    /** What it shows, in one line. */
    String title();

    /**
     * Adds every row. Loops and conditions in Java; a comment for every exclusion. An experiment without rows is computed
     * by its report.
     */
    void declare(Grid grid, Scale scale);

    /** Every row, each with so many seeds. */
    default Grid grid(Scale scale, int seeds) {
        Grid grid = new Grid(seeds);
        declare(grid, scale);
        return grid;
    }

    /** How many seeds each row is run with unless asked for another number. */
    default int seeds(Scale scale) {
        return scale == Scale.SMOKE ? 1 : Evidence.SEEDS;
    }

    /** Tables and charts from finished runs; rows without any are left out. */
    void report(Runs runs, Report report);

    /** Which table or figure of a paper it answers, such as {@code Quant-Noise, table 1}; empty if that is our own. */
    default String reproduces() {
        return "";
    }

    /** What the papers say of this in words, with the source of each; numbers belong beside ours in the table. */
    default List<String> published() {
        return List.of();
    }
}
