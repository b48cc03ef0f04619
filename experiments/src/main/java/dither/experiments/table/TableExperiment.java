package dither.experiments.table;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.Line;
import dither.report.table.ResultTable;
import java.util.List;
import java.util.stream.Collectors;

/** An experiment that is a table: its lines in order, each with what is run for it and what a paper prints. */
public abstract class TableExperiment implements Experiment {

    /** The lines of the table, in the paper's order where there is one; no two are of one trial. */
    public abstract List<Line> lines(Scale scale);

    /** What a reader must know beside the standard caption. */
    public String note() {
        return "";
    }

    @Override
    public final void declare(Grid grid, Scale scale) {
        lines(scale).forEach(line -> grid.add(line.trial()));
    }

    @Override
    public void report(Runs runs, Report report) {
        report.table(ResultTable.of(id(), lines(report.scale()), runs), (note() + " " + caption(runs.rows())).strip());
    }

    /** What was trained on what, what counts, and what is quantised. */
    public static String caption(List<Runs.Row> rows) {
        return Runs.groups(rows).stream()
                        .map(group -> {
                            Trial trial = group.getFirst().trial();
                            return trial.model().name() + " on " + trial.data().label() + "; "
                                    + group.getFirst().metric().label() + " on "
                                    + trial.data().testSet() + "; quantised are tensors of more than "
                                    + trial.selection().largestLeftAlone() + " numbers"
                                    + (trial.selection().exclude().isEmpty()
                                            ? ""
                                            : " whose name does not match "
                                                    + trial.selection().exclude());
                        })
                        .collect(Collectors.joining(". "))
                + ". Scores are those of networks restored from their files, mean and 95 % interval over n seeds. Sizes in KiB of"
                + " 1,024 bytes: by the formula of the paper that the method is from, as zlib deflates the levels, and of the file,"
                + " which also holds names, running statistics and checksums.";
    }
}
