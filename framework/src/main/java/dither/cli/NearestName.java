package dither.cli;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** For unknown names: the known one that was probably meant. */
public final class NearestName {
    /** More names than these would hide the one that was meant. */
    private static final int FEW = 16;

    private NearestName() {}

    /** A complaint that names what is unknown and the nearest known name; all of them if they are few or none is near. */
    public static UsageException unknown(String what, String name, List<String> known) {
        String guess = known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .filter(nearest -> distance(name, nearest) <= Math.max(2, name.length() / 2))
                .map(nearest -> "did you mean '" + nearest + "'? ")
                .orElse("");
        boolean list = guess.isEmpty() || known.size() <= FEW;
        return new UsageException("unknown " + what + " '" + name + "'; " + guess
                + (list ? "known: " + String.join(", ", known) : known.size() + " are known"));
    }

    /** The value of this name in lower case. */
    static <E extends Enum<E>> E among(String what, String name, E[] values) {
        List<String> known = Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
        if (!known.contains(name)) {
            throw unknown(what, name, known);
        }
        return values[known.indexOf(name)];
    }

    /** Levenshtein's distance: the fewest insertions, deletions and replacements. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
