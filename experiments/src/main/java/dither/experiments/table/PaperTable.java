package dither.experiments.table;

import dither.experiment.Grid;
import dither.experiment.Scale;
import dither.experiment.Trial;
import dither.report.Experiment;
import dither.report.Report;
import dither.report.evidence.Runs;
import dither.report.table.Published;
import dither.report.table.ResultTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A table of a paper: its lines in order, each with what the paper prints for it. */
public abstract class PaperTable implements Experiment {
    /**
     * A line of the table.
     *
     * @param trial what is run for it
     * @param label what it is called; empty for the trial's own name
     * @param published what the paper prints, where that was seen
     */
    public record Line(Trial trial, Optional<String> label, Optional<Published> published) {

        /** A line under the trial's own name, without a published number. */
        static Line of(Trial trial) {
            return new Line(trial, Optional.empty(), Optional.empty());
        }

        /** This line under another name. */
        Line called(String name) {
            return new Line(trial, Optional.of(name), published);
        }

        /** This line beside what a paper prints. */
        Line beside(String value, String setup, String source) {
            return new Line(trial, label, Optional.of(new Published(value, setup, source)));
        }
    }

    /** The lines of the table, in the paper's order; no two are of one trial. */
    abstract List<Line> lines(Scale scale);

    /** What a reader must know beside the standard caption. */
    String note() {
        return "";
    }

    @Override
    public final void declare(Grid grid, Scale scale) {
        lines(scale).forEach(line -> grid.add(line.trial()));
    }

    @Override
    public final void report(Runs runs, Report report) {
        Map<Trial, Line> lines =
                lines(report.scale()).stream().collect(Collectors.toMap(Line::trial, Function.identity()));
        report.table(
                ResultTable.of(id(), runs.rows())
                        .labelled(row -> lines.get(row.trial()).label().orElse(row.label()))
                        .published(row -> lines.get(row.trial()).published()),
                (note() + " " + caption(runs.rows())).strip());
    }

    /** What was trained on what, what counts, and what is quantised. */
    static String caption(List<Runs.Row> rows) {
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
