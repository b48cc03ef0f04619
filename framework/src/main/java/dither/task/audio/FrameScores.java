package dither.task.audio;

import dither.data.audio.Sound;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * Signal-to-distortion ratios of museval (BSS Eval v4, Stöter et al. 2018): {@code 10 log10(sum s^2 / sum (s - estimate)^2)} over both channels
 * of each second; the median over seconds, the median over tracks, the mean over sources.
 *
 * <p>A second in which any reference or any estimate is silent has none, as museval has it. A rest shorter than a second is left out.
 */
public final class FrameScores {
    /** Decibels of an estimate that is no number; finite, so that medians can be taken. */
    private static final double WORST = -1000;

    private final List<List<Double>> medians = new ArrayList<>();

    /** @param sources how many there are */
    public FrameScores(int sources) {
        for (int s = 0; s < sources; s++) {
            medians.add(new ArrayList<>());
        }
    }

    /**
     * Compares all sources of a track.
     *
     * @param references [source][samples], channels in turn
     * @param estimates the same
     */
    public void add(float[][] references, float[][] estimates, int rate) {
        int frame = rate * Sound.CHANNELS;
        List<List<Double>> seconds = new ArrayList<>();
        for (int s = 0; s < references.length; s++) {
            seconds.add(new ArrayList<>());
        }
        for (int from = 0; from + frame <= references[0].length; from += frame) {
            if (isSilent(references, from, frame) || isSilent(estimates, from, frame)) {
                continue;
            }
            for (int s = 0; s < references.length; s++) {
                seconds.get(s).add(ratio(references[s], estimates[s], from, frame));
            }
        }
        for (int s = 0; s < references.length; s++) {
            if (!seconds.get(s).isEmpty()) {
                medians.get(s).add(median(seconds.get(s)));
            }
        }
    }

    /** Whether one of the signals is silent in a frame; a signal of NaNs is wrong, not silent. */
    private static boolean isSilent(float[][] signals, int from, int count) {
        for (float[] signal : signals) {
            boolean silent = true;
            for (int i = from; i < from + count && silent; i++) {
                silent = signal[i] == 0;
            }
            if (silent) {
                return true;
            }
        }
        return false;
    }

    private static double ratio(float[] reference, float[] estimate, int from, int count) {
        double signal = 0;
        double error = 0;
        for (int i = from; i < from + count; i++) {
            double difference = (double) reference[i] - estimate[i];
            signal += (double) reference[i] * reference[i];
            error += difference * difference;
        }
        // What is infinite or no number is as wrong as can be, and must not vanish from a median.
        return !Double.isFinite(error) ? WORST : 10 * Math.log10(signal / Math.max(error, Double.MIN_NORMAL));
    }

    /** The mean over sources of the median over tracks; NaN if no second of a source could be compared. */
    public double overall() {
        return medians.stream()
                .mapToDouble(each -> each.isEmpty() ? Double.NaN : median(each))
                .average()
                .orElse(Double.NaN);
    }

    /** The median of values that are numbers. */
    public static double median(List<Double> values) {
        return new Median()
                .evaluate(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
