package dither.experiment;

import dither.codec.SizeReport;
import dither.task.Evaluation;
import dither.task.Metric;
import dither.task.Task;
import dither.train.EpochMetrics;
import java.util.List;

/**
 * What is known of a finished trial.
 *
 * @param trial what was asked for
 * @param signature of the trial
 * @param provenance where it ran
 * @param metrics of each epoch of the fine-tuning stage
 * @param metric what counts among the scores
 * @param baseline what needs no network; null in records made before it was noted
 * @param best score of whoever knows the generator of the data; null where nobody does
 * @param evaluation of the network restored from the compressed file
 * @param sizes per layer, of that file
 * @param seconds wall time of what had to be computed for it
 * @param waited seconds of it that the last stage waited for batches; 0 in records made before it was noted
 */
public record RunRecord(
        Trial trial,
        Signature signature,
        Provenance provenance,
        List<EpochMetrics> metrics,
        Metric metric,
        Task.Baseline baseline,
        Double best,
        Evaluation evaluation,
        SizeReport sizes,
        double seconds,
        double waited) {
    public RunRecord {
        metrics = List.copyOf(metrics);
    }

    /** The score that counts. */
    public double score() {
        return evaluation.score(metric);
    }
}
