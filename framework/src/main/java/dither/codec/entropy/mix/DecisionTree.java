package dither.codec.entropy.mix;

import dither.codec.entropy.CorruptException;

/**
 * The yes-or-no questions that lead to a level: each asks whether it reaches a boundary, which halves what a {@link Prior}
 * expects.
 *
 * <p>The first questions, which tell most, learn their probabilities; further ones keep those of the prior; what is left are
 * leaves of a few levels that are as good as alike. A node is a number from 0 on for a question that learns, with {@link
 * #FIXED} added for one that does not, and {@code -1 - leaf} for a leaf.
 */
final class DecisionTree {
    /** Marks questions whose probabilities are not learned. */
    static final int FIXED = 1 << 20;

    private static final int LEARNED_DEPTH = 4;

    /** Leaves below that are at most so many 64ths of the mean magnitude wide. */
    private static final int LEAF_WIDTH = 10;

    /** Smaller masses are not divided any more. */
    private static final long LEAST_MASS = 1L << Prior.MASS - 14;

    private static final int MOST_NODES = 1024;

    /** Questions of one kind. */
    static final class Questions {
        /** The first level that a question is about, its boundary, and the end of its levels. */
        final int[] low = new int[MOST_NODES];

        final int[] middle = new int[MOST_NODES];
        final int[] high = new int[MOST_NODES];

        /** Where no and yes lead to, of question q at 2q and 2q + 1. */
        final int[] next = new int[2 * MOST_NODES];

        int count;

        private int add(int from, int boundary, int to) {
            low[count] = from;
            middle[count] = boundary;
            high[count] = to;
            return count++;
        }
    }

    private final Prior prior;
    final Questions learned = new Questions();
    final Questions fixed = new Questions();

    /** First level and number of levels of each leaf. */
    final int[] first = new int[MOST_NODES];

    final int[] levels = new int[MOST_NODES];
    private int leaves;

    /** Where to begin. */
    final int root;

    /** @throws CorruptException if the tree is larger than that of any prior of real levels */
    DecisionTree(Prior prior) throws CorruptException {
        this.prior = prior;
        root = grow(0, prior.size, 0);
    }

    private long below(int level) {
        return prior.below(level, Prior.USUAL_SCALE, Prior.NO_SHIFT);
    }

    private int grow(int from, int to, int depth) throws CorruptException {
        CorruptException.unless(
                leaves < MOST_NODES && learned.count < MOST_NODES && fixed.count < MOST_NODES, "an impossible spread");
        int some = to - from;
        long start = below(from);
        long end = below(to);
        boolean narrow = depth >= LEARNED_DEPTH && some * 16 * 64L <= (long) LEAF_WIDTH * prior.magnitude;
        if (some == 1 || narrow || depth > 0 && end - start < LEAST_MASS) {
            first[leaves] = from;
            levels[leaves] = some;
            return -1 - leaves++;
        }
        int boundary = boundary(from, to, start + end >> 1);
        boolean learns = depth < LEARNED_DEPTH || some * 16L > prior.magnitude;
        Questions questions = learns ? learned : fixed;
        int question = questions.add(from, boundary, to);
        questions.next[2 * question] = grow(from, boundary, depth + 1);
        questions.next[2 * question + 1] = grow(boundary, to, depth + 1);
        return learns ? question : question + FIXED;
    }

    /** The level within whose lower mass is nearest to {@code half}; of two the lower. */
    private int boundary(int from, int to, long half) {
        int low = from + 1;
        int high = to - 1;
        while (low < high) {
            int middle = low + high >>> 1;
            if (below(middle) >= half) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low > from + 1 && half - below(low - 1) <= below(low) - half ? low - 1 : low;
    }
}
