package dither.experiments.table;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.quant.Ipq;
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

    /** What was trained on what and how long, what counts, and what is quantised: what {@link ResultTable#CONVENTIONS} does not say of all tables. */
    public static String caption(List<Runs.Row> rows) {
        return Runs.groups(rows).stream().map(TableExperiment::group).collect(Collectors.joining(" "))
                + (rows.stream().anyMatch(row -> row.method() instanceof Ipq ipq && ipq.order() == Ipq.Order.TOGETHER)
                        ? " iPQ quantises all layers at once and then trains centroids without a teacher, where the paper goes on layer by"
                                + " layer or group by group."
                        : "");
    }

    private static String group(List<Runs.Row> rows) {
        Trial trial = rows.getFirst().trial();
        List<String> exclude = trial.selection().exclude();
        return trial.place().words() + "; "
                + rows.getFirst().metric().label() + " on "
                + trial.data().testSet() + "; trained for "
                + rows.stream().map(row -> stages(row.trial())).distinct().collect(Collectors.joining(" or "))
                + " epochs; tensors of more than " + trial.selection().largestLeftAlone() + " numbers are quantised"
                + (exclude.isEmpty() ? "" : ", except those named " + String.join(", ", exclude)) + ".";
    }

    /** Epochs of each stage, the method's own the last: {@code 8 + 2}. */
    private static String stages(Trial trial) {
        return trial.stages().stream()
                .map(stage -> String.valueOf(stage.recipe().epochs()))
                .collect(Collectors.joining(" + "));
    }
}
