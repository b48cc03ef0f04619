package dither.experiment;

import dither.codec.SizeReport;
import dither.train.EpochMetrics;
import java.util.List;

/**
 * What is known of a finished trial.
 *
 * @param trial what was asked for
 * @param signature of the trial
 * @param provenance where it ran
 * @param metrics of each epoch of the fine-tuning stage
 * @param testLoss of the network restored from the compressed file
 * @param testAccuracy of the network restored from the compressed file
 * @param sizes per layer, of that file
 * @param seconds wall time of what had to be computed for it
 */
public record RunRecord(
        Trial trial,
        Signature signature,
        Provenance provenance,
        List<EpochMetrics> metrics,
        double testLoss,
        double testAccuracy,
        SizeReport sizes,
        double seconds) {
    public RunRecord {
        metrics = List.copyOf(metrics);
    }
}
