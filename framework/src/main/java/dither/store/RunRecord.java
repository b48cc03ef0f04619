package dither.store;

import dither.codec.SizeReport;
import dither.experiment.Signature;
import dither.experiment.Trial;
import dither.task.Evaluation;
import dither.task.Metric;
import dither.task.Task;
import dither.train.EpochMetrics;
import dither.train.Pace;
import java.util.List;
import java.util.Objects;

/**
 * What is known of a finished trial.
 *
 * @param trial what was asked for
 * @param signature of the trial
 * @param provenance where it ran
 * @param metrics of each epoch of the fine-tuning stage
 * @param metric what counts among the scores
 * @param baseline what needs no network
 * @param best score of whoever knows the generator of the data; null where nobody does
 * @param evaluation of the network restored from the compressed file
 * @param sizes per layer, of that file
 * @param cost of computing it
 * @param fileSha256 of the compressed file; null in records made before it was noted
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
        Cost cost,
        String fileSha256) {
    public RunRecord {
        metrics = List.copyOf(metrics);
    }

    /**
     * What had to be spent; all but {@code seconds} is 0 in records made before it was noted.
     *
     * @param seconds wall time of what had to be computed
     * @param waited seconds of it that the last stage waited for batches
     * @param keeping seconds of it that went into records, checkpoints and files
     * @param pace of the steps of the last stage
     * @param peakHeap most memory of Java objects in MiB
     * @param peakProcess most memory of the process in MiB, of all trials that it had run
     */
    public record Cost(double seconds, double waited, double keeping, Pace pace, long peakHeap, long peakProcess) {}

    /** Whether both were trained and tested on identical data; data sets of one name may differ. */
    public boolean hasDataOf(RunRecord other) {
        return Objects.equals(provenance.trainSha256(), other.provenance.trainSha256())
                && Objects.equals(provenance.testSha256(), other.provenance.testSha256());
    }

    /** The score that counts. */
    public double score() {
        return evaluation.score(metric);
    }
}
