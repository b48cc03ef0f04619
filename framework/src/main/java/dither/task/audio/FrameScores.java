package dither.task.audio;

import dither.data.audio.Sound;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * Signal-to-distortion ratios of museval (BSS Eval v4, Stöter et al. 2018): {@code 10 log10(sum s^2 / sum (s - estimate)^2)} over both channels
 * of each second; the median over seconds, the median over tracks, the mean over sources.
 *
 * <p>Seconds in which reference or estimate is silent have none. A rest shorter than a second is left out.
 */
public final class FrameScores {
    private final List<List<Double>> medians = new ArrayList<>();
    private final List<Double> seconds = new ArrayList<>();

    /** @param sources how many there are */
    public FrameScores(int sources) {
        for (int s = 0; s < sources; s++) {
            medians.add(new ArrayList<>());
        }
    }

    /** Compares a source of the track at hand, channels in turn. */
    public void add(int source, float[] reference, float[] estimate, int rate) {
        seconds.clear();
        int frame = rate * Sound.CHANNELS;
        for (int from = 0; from + frame <= reference.length; from += frame) {
            double signal = 0;
            double heard = 0;
            double error = 0;
            for (int i = from; i < from + frame; i++) {
                double difference = (double) reference[i] - estimate[i];
                signal += (double) reference[i] * reference[i];
                heard += (double) estimate[i] * estimate[i];
                error += difference * difference;
            }
            if (signal > 0 && heard > 0) {
                seconds.add(10 * Math.log10(signal / Math.max(error, Double.MIN_NORMAL)));
            }
        }
        if (!seconds.isEmpty()) {
            medians.get(source).add(median(seconds));
        }
    }

    /** The mean over sources of the median over tracks; NaN where no second could be compared. */
    public double overall() {
        return medians.stream()
                .filter(each -> !each.isEmpty())
                .mapToDouble(FrameScores::median)
                .average()
                .orElse(Double.NaN);
    }

    /** The median of values that are numbers. */
    public static double median(List<Double> values) {
        return new Median()
                .evaluate(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
