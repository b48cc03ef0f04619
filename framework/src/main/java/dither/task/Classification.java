package dither.task;

import java.util.stream.IntStream;

/** What classifiers are measured by, example after example. */
final class Classification {
    private static final int FIVE = 5;

    private double loss;
    private int right;
    private int amongFive;
    private int count;

    /** Counts one example. */
    void add(float[] probabilities, int label) {
        loss -= Math.log(Math.max(probabilities[label], Float.MIN_NORMAL));
        int rank = rank(probabilities, label);
        right += rank == 0 ? 1 : 0;
        amongFive += rank < FIVE ? 1 : 0;
        count++;
    }

    /** Mean cross-entropy in nats. */
    double loss() {
        return loss / count;
    }

    /** Share of examples whose most probable class is right; of equals the first counts. */
    double accuracy() {
        return (double) right / count;
    }

    /** Share of examples whose class is among the five most probable. */
    double top5() {
        return (double) amongFive / count;
    }

    /**
     * How many classes come before {@code label}: more probable ones, equal ones of a lower number, and whatever is not less, or a network
     * whose answers are no numbers would be right.
     */
    private static int rank(float[] probabilities, int label) {
        int rank = 0;
        for (int c = 0; c < probabilities.length; c++) {
            boolean after =
                    probabilities[c] < probabilities[label] || probabilities[c] == probabilities[label] && c >= label;
            rank += after ? 0 : 1;
        }
        return rank;
    }

    /** The accuracy of always saying the class that training has most of. */
    static Task.Baseline mostFrequent(int[] train, int[] test, int classes) {
        int[] counts = new int[classes];
        for (int label : train) {
            counts[label]++;
        }
        int most = IntStream.range(0, classes)
                .reduce((one, other) -> counts[other] > counts[one] ? other : one)
                .orElseThrow();
        double right = IntStream.of(test).filter(label -> label == most).count();
        return new Task.Baseline("the most frequent class", right / test.length);
    }
}
