package dither.task.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How well sources were separated, in decibels: BSS Eval, version 3 for single signals (Vincent et al. 2006, as mir_eval computes it) and version 4
 * for images of several channels (Stöter et al. 2018, as museval computes it).
 *
 * <p>An estimate is taken apart into the true source, what a filter of it explains (a wrong place), what filters of the other sources
 * explain (interference) and the rest (artefacts). Filters have 512 taps.
 */
public final class BssEval {
    /** Taps of the distortion filters. */
    public static final int TAPS = 512;

    private BssEval() {}

    /**
     * Decibels of the four ratios.
     *
     * @param sdr source to distortion
     * @param isr source image to spatial distortion; NaN in version 3, which allows any filter
     * @param sir source to interference
     * @param sar source to artefacts
     */
    public record Scores(double sdr, double isr, double sir, double sar) {}

    /**
     * Version 3: any filtered version of the true source is as good as itself.
     *
     * @param references true sources, one signal each
     * @param estimates of them, in the same order
     */
    public static List<Scores> sources(double[][] references, double[][] estimates) {
        Filters all = Filters.fit(references, estimates, TAPS);
        List<Scores> scores = new ArrayList<>();
        for (int j = 0; j < references.length; j++) {
            double[][] own = {references[j]};
            double[] target =
                    Filters.fit(own, new double[][] {estimates[j]}, TAPS).apply(own, 0);
            double[] explained = all.apply(references, j);
            double[] interference = minus(explained, target);
            double[] artefacts = minus(padded(estimates[j]), explained);
            scores.add(new Scores(
                    decibels(energy(target), energy(plus(interference, artefacts))),
                    Double.NaN,
                    decibels(energy(target), energy(interference)),
                    decibels(energy(explained), energy(artefacts))));
        }
        return scores;
    }

    /** Version 4 for whole recordings: one frame. */
    public static List<Scores> images(double[][][] references, double[][][] estimates) {
        return frames(references, estimates, references[0][0].length, references[0][0].length).stream()
                .map(List::getFirst)
                .toList();
    }

    /**
     * Version 4 frame by frame, with filters that are the same for all frames.
     *
     * @param references [source][channel][sample]
     * @param estimates the same
     * @param window samples of a frame
     * @param hop samples from one frame to the next
     * @return for each source the scores of each frame; NaN where any of them is silent
     */
    public static List<List<Scores>> frames(double[][][] references, double[][][] estimates, int window, int hop) {
        double[][] everything = flat(references);
        Filters all = Filters.fit(everything, flat(estimates), TAPS);
        int channels = references[0].length;
        int length = references[0][0].length;
        List<List<Scores>> scores = new ArrayList<>();
        for (int j = 0; j < references.length; j++) {
            Filters own = Filters.fit(references[j], estimates[j], TAPS);
            List<Scores> frames = new ArrayList<>();
            for (int from = 0; from + window <= length; from += hop) {
                double[][] part = cut(everything, from, window);
                double[][] ownPart = cut(references[j], from, window);
                double signal = 0;
                double distortion = 0;
                double space = 0;
                double placed = 0;
                double interference = 0;
                double explainedEnergy = 0;
                double artefacts = 0;
                for (int c = 0; c < channels; c++) {
                    double[] truth = padded(ownPart[c]);
                    double[] estimate = padded(cut(estimates[j], from, window)[c]);
                    double[] near = own.apply(ownPart, c);
                    double[] explained = all.apply(part, j * channels + c);
                    signal += energy(truth);
                    distortion += energy(minus(estimate, truth));
                    space += energy(minus(near, truth));
                    placed += energy(near);
                    interference += energy(minus(explained, near));
                    explainedEnergy += energy(explained);
                    artefacts += energy(minus(estimate, explained));
                }
                frames.add(
                        silent(references, from, window) || silent(estimates, from, window)
                                ? new Scores(Double.NaN, Double.NaN, Double.NaN, Double.NaN)
                                : new Scores(
                                        decibels(signal, distortion),
                                        decibels(signal, space),
                                        decibels(placed, interference),
                                        decibels(explainedEnergy, artefacts)));
            }
            scores.add(frames);
        }
        return scores;
    }

    /** Whether one of the sources is silent in a frame. */
    private static boolean silent(double[][][] sources, int from, int count) {
        for (double[][] source : sources) {
            double energy = 0;
            for (double[] channel : cut(source, from, count)) {
                energy += energy(channel);
            }
            if (energy == 0) {
                return true;
            }
        }
        return false;
    }

    private static double[][] flat(double[][][] sources) {
        List<double[]> all = new ArrayList<>();
        for (double[][] source : sources) {
            all.addAll(List.of(source));
        }
        return all.toArray(double[][]::new);
    }

    private static double[][] cut(double[][] signals, int from, int count) {
        double[][] parts = new double[signals.length][];
        for (int k = 0; k < parts.length; k++) {
            parts[k] = Arrays.copyOfRange(signals[k], from, from + count);
        }
        return parts;
    }

    /** With as much silence after it as a filter may ring. */
    private static double[] padded(double[] signal) {
        return Arrays.copyOf(signal, signal.length + TAPS - 1);
    }

    private static double[] minus(double[] x, double[] y) {
        double[] difference = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            difference[i] = x[i] - y[i];
        }
        return difference;
    }

    private static double[] plus(double[] x, double[] y) {
        double[] sum = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            sum[i] = x[i] + y[i];
        }
        return sum;
    }

    private static double energy(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value * value;
        }
        return sum;
    }

    private static double decibels(double numerator, double denominator) {
        return denominator == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(numerator / denominator);
    }
}
