package dither.random;

/** A random order of {@code 0 .. n - 1}. */
public final class Permutation {
    private Permutation() {}

    /** All orders equally likely (Fisher and Yates); the same stream gives the same order. */
    public static int[] of(int n, RandomStream stream) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = stream.below(i, i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
