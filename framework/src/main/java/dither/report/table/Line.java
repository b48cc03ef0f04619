package dither.report.table;

import dither.experiment.Trial;
import java.util.Optional;

/**
 * A line of a table: what is run for it, and what stands beside that.
 *
 * @param trial with seed 0
 * @param label what the line is called
 * @param published what a paper prints for it, where that was seen
 */
public record Line(Trial trial, String label, Optional<Published> published) {
    public Line {
        trial = trial.seed(0);
    }

    /** A line under the trial's own name, without a published number. */
    public static Line of(Trial trial) {
        return new Line(trial, trial.label(), Optional.empty());
    }

    /** This line under another name. */
    public Line called(String name) {
        return new Line(trial, name, published);
    }

    /** This line beside what a paper prints. */
    public Line beside(String value, String setup, String source) {
        return new Line(trial, label, Optional.of(new Published(value, setup, source)));
    }
}
