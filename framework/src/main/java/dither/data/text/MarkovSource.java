package dither.data.text;

import dither.random.RandomStream;
import java.util.Arrays;

/**
 * Text of which each symbol depends on the one before it: a source whose entropy is known, so that one can say how far from
 * optimal a model of it is.
 *
 * <p>Transition probabilities are products of uniform numbers, so that few followers are likely and most are rare.
 */
public final class MarkovSource {
    private final double[][] transitions;

    /**
     * @param symbols of the alphabet, at least 2
     * @param stream decides the transition probabilities
     */
    public MarkovSource(int symbols, RandomStream stream) {
        transitions = new double[symbols][symbols];
        for (int from = 0; from < symbols; from++) {
            double sum = 0;
            for (int to = 0; to < symbols; to++) {
                transitions[from][to] = StrictMath.pow(stream.at(from).uniform(to), 4) + 1e-3;
                sum += transitions[from][to];
            }
            for (int to = 0; to < symbols; to++) {
                transitions[from][to] /= sum;
            }
        }
    }

    /** A text; the same stream gives the same. */
    public int[] generate(int length, RandomStream stream) {
        int[] text = new int[length];
        for (int i = 1; i < length; i++) {
            double u = stream.uniform(i);
            int to = 0;
            for (; to < transitions.length - 1 && u >= transitions[text[i - 1]][to]; to++) {
                u -= transitions[text[i - 1]][to];
            }
            text[i] = to;
        }
        return text;
    }

    /** Entropy rate in nats per symbol: {@code -sum_i pi_i sum_j p_ij ln p_ij} with the stationary distribution pi. */
    public double entropyRate() {
        int n = transitions.length;
        double[] share = new double[n];
        Arrays.fill(share, 1.0 / n);
        for (int step = 0; step < 1000; step++) {
            double[] next = new double[n];
            for (int from = 0; from < n; from++) {
                for (int to = 0; to < n; to++) {
                    next[to] += share[from] * transitions[from][to];
                }
            }
            share = next;
        }
        double entropy = 0;
        for (int from = 0; from < n; from++) {
            for (double p : transitions[from]) {
                entropy -= share[from] * p * Math.log(p);
            }
        }
        return entropy;
    }

    /** Mean {@code -ln p} of each symbol of a text but the first. */
    public double crossEntropy(int[] text) {
        double sum = 0;
        for (int i = 1; i < text.length; i++) {
            sum -= Math.log(transitions[text[i - 1]][text[i]]);
        }
        return sum / (text.length - 1);
    }
}
