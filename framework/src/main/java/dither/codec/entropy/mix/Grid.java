package dither.codec.entropy.mix;

import dither.codec.entropy.CorruptException;

/**
 * The levels of one width while they are coded: the questions that lead to one, and what has been learned of their answers.
 *
 * <p>Probabilities are those of yes. An entry of a table has 22 bits of probability and 10 that count how often it was used; 0
 * means not yet, and then the prior stands in.
 */
final class Grid {
    private static final int CERTAIN = (1 << 22) - 1;
    private static final int MOST_COUNTED = 500;

    /** How far an entry moves that was used so often: 2^16 / (n + 16.5). */
    private static final int[] RATES = new int[1024];

    static {
        for (int n = 0; n < RATES.length; n++) {
            RATES[n] = 131_072 / (2 * n + 33);
        }
    }

    final Prior prior;
    final DecisionTree tree;

    /** Probabilities by what is expected, and question. */
    final int[] expected;

    /** Fixed probabilities by what is expected, and question; 0 where not computed yet. */
    final char[] kept;

    /** What mixes probabilities; null where {@link #expected} alone says them. */
    final Mixer mixer;

    Grid(Prior prior, boolean mixed) throws CorruptException {
        this.prior = prior;
        tree = new DecisionTree(prior);
        int questions = tree.learned.count;
        expected = new int[Prior.CLASSES * questions];
        kept = new char[Prior.CLASSES * tree.fixed.count];
        mixer = mixed ? new Mixer(this) : null;
    }

    /** The entry of {@link #expected} before its first use. */
    int fresh(int question, int expectation) {
        DecisionTree.Questions of = tree.learned;
        return prior.probability(of.low[question], of.middle[question], of.high[question], expectation) << 16;
    }

    /** Fills in and returns an entry of {@link #kept}. */
    int keep(int question, int expectation) {
        DecisionTree.Questions of = tree.fixed;
        int p = prior.probability(of.low[question], of.middle[question], of.high[question], expectation);
        kept[expectation * of.count + question] = (char) p;
        return p;
    }

    /** The probability that an entry says, in Q16. */
    static int probability(int entry) {
        return Math.max(entry >>> 16, 32);
    }

    /** An entry after another answer, 0 or 1. */
    static int learn(int entry, int answer) {
        int count = entry & 1023;
        int p = entry >>> 10;
        p += ((-answer & CERTAIN) - p >> 3) * RATES[count] >> 13;
        return p << 10 | (count < MOST_COUNTED ? count + 1 : count);
    }
}
