package dither.report.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.codec.Size;
import dither.codec.SizeReport;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
import dither.quant.SteQat;
import dither.store.RunRecord;
import dither.task.Evaluation;
import dither.task.Metric;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EqualSizeTest {
    private static final Trial TRIAL = TestTrials.trial(new SteQat(4));

    private static RunRecord run(Metric metric, double score, long bytes) {
        return new RunRecord(
                TRIAL,
                TRIAL.signature(),
                null,
                List.of(),
                metric,
                null,
                null,
                new Evaluation(1, Map.of(metric, score)),
                new SizeReport(List.of(), bytes),
                null,
                null);
    }

    /** Theirs has 70 % at 100 bytes and 80 % at 400; half way by the logarithm is 200 bytes and 75 %. */
    @Test
    void theirScoreIsReadOffAtEqualBytes() {
        List<RunRecord> theirs = List.of(run(Metric.ACCURACY, 0.8, 400), run(Metric.ACCURACY, 0.7, 100));

        assertEquals(1, EqualSize.meanGain(List.of(run(Metric.ACCURACY, 0.76, 200)), theirs, Size.FILE), 1e-9);
        assertEquals(
                -1, EqualSize.meanGain(List.of(run(Metric.ACCURACY, 0.79, 900)), theirs, Size.FILE), 1e-9, "beyond");
        assertEquals(2, EqualSize.meanGain(List.of(run(Metric.ACCURACY, 0.72, 50)), theirs, Size.FILE), 1e-9, "below");
        assertEquals(
                0,
                EqualSize.meanGain(
                        List.of(run(Metric.ACCURACY, 0.76, 200), run(Metric.ACCURACY, 0.79, 900)), theirs, Size.FILE),
                1e-9,
                "mean of both");
    }

    /** As heavy penalties do that all end at the fewest bits; a line through two points at one size once stopped the whole report. */
    @Test
    void ofPointsAtOneSizeTheMeanCounts() {
        List<RunRecord> ours = List.of(run(Metric.ACCURACY, 0.76, 100));
        RunRecord low = run(Metric.ACCURACY, 0.7, 100);
        RunRecord high = run(Metric.ACCURACY, 0.74, 100);

        assertEquals(4, EqualSize.meanGain(ours, List.of(low, high), Size.FILE), 1e-9, "no other size");
        assertEquals(4, EqualSize.meanGain(ours, List.of(low, run(Metric.ACCURACY, 0.8, 400), high), Size.FILE), 1e-9);
    }

    @Test
    void lessPerplexityIsAGain() {
        List<RunRecord> theirs = List.of(run(Metric.PERPLEXITY, 50, 100), run(Metric.PERPLEXITY, 40, 400));

        assertEquals(10, EqualSize.meanGain(List.of(run(Metric.PERPLEXITY, 36, 400)), theirs, Size.FILE), 1e-9);
        double between = Math.sqrt(50 * 40);
        assertEquals(
                0, EqualSize.meanGain(List.of(run(Metric.PERPLEXITY, between, 200)), theirs, Size.FILE), 1e-9, "loss");
        assertEquals(2, Comparison.gain(run(Metric.SDR, 7, 1), run(Metric.SDR, 5, 1)), 1e-9, "dB");
        assertEquals(1.5, Comparison.gain(run(Metric.ACCURACY, 0.775, 1), run(Metric.ACCURACY, 0.76, 1)), 1e-9);
    }
}
