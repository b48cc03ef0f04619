package dither.codec.entropy.mix;

import java.util.Arrays;

/**
 * Probabilities mixed of three tables and the prior: {@code p = logistic(sum_i w_i logit(p_i))}, with weights of each question's
 * own that follow the gradient of its cost. Source: Mahoney 2005.
 */
final class Mixer {
    private static final int INPUTS = 4;
    private static final int FIRST_WEIGHT = 18_350;

    private final Grid grid;
    private final int questions;

    /** Probabilities by the magnitude of the input alone, and question. */
    private final int[] ofInput;

    /** Probabilities by what the neighbours are, and question. */
    private final int[] ofNeighbours;

    /** Logits of the prior by what is expected, and question. */
    private final short[] logits;

    /** Of each question, Q16. */
    private final int[] weights;

    // Where the weight at hand looks in each table, and how fast it may teach.
    private int expectation;
    private int expectedBase;
    private int inputBase;
    private int neighboursBase;
    private int rate;

    // The question at hand: entries and logits of each table, and what they say together.
    private int question;
    private int expectedEntry;
    private int inputEntry;
    private int neighboursEntry;
    private int x0;
    private int x1;
    private int x2;
    private int x3;
    private int p;

    Mixer(Grid grid) {
        this.grid = grid;
        questions = grid.tree.learned.count;
        ofInput = new int[Prior.CLASSES * questions];
        ofNeighbours = new int[Expectation.NEIGHBOURS * questions];
        logits = new short[Prior.CLASSES * questions];
        weights = new int[INPUTS * questions];
        Arrays.fill(weights, FIRST_WEIGHT);
    }

    /** Turns to the next weight. */
    void turnTo(int expected, Expectation of) {
        expectation = expected;
        expectedBase = expected * questions;
        inputBase = of.ofInput() * questions;
        neighboursBase = of.ofNeighbours() * questions;
        rate = of.mixingRate();
    }

    /** The probability of yes to a question, in Q16. */
    int probability(int asked) {
        question = asked;
        expectedEntry = grid.expected[expectedBase + asked];
        if (expectedEntry == 0) {
            expectedEntry = grid.fresh(asked, expectation);
            logits[expectedBase + asked] = (short) FixedPoint.logit(expectedEntry >>> 20);
        }
        x3 = logits[expectedBase + asked];
        inputEntry = orPrior(ofInput[inputBase + asked]);
        neighboursEntry = orPrior(ofNeighbours[neighboursBase + asked]);
        x0 = FixedPoint.logit(expectedEntry >>> 20);
        x1 = FixedPoint.logit(inputEntry >>> 20);
        x2 = FixedPoint.logit(neighboursEntry >>> 20);
        int w = INPUTS * asked;
        int sum = weights[w] * x0 + weights[w + 1] * x1 + weights[w + 2] * x2 + weights[w + 3] * x3 >> 16;
        p = FixedPoint.logistic(FixedPoint.clamp(sum, -FixedPoint.MOST_LOGIT, FixedPoint.MOST_LOGIT));
        return p;
    }

    private int orPrior(int entry) {
        return entry == 0 ? FixedPoint.logistic(x3) << 16 : entry;
    }

    /** Learns from the answer, 0 or 1, to the question last asked. */
    void learn(int answer) {
        int error = ((answer << 16) - p) * rate >> 8;
        int w = INPUTS * question;
        weights[w] += x0 * error + 32_768 >> 16;
        weights[w + 1] += x1 * error + 32_768 >> 16;
        weights[w + 2] += x2 * error + 32_768 >> 16;
        weights[w + 3] += x3 * error + 32_768 >> 16;
        grid.expected[expectedBase + question] = Grid.learn(expectedEntry, answer);
        ofInput[inputBase + question] = Grid.learn(inputEntry, answer);
        ofNeighbours[neighboursBase + question] = Grid.learn(neighboursEntry, answer);
    }
}
