package dither.data.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens of a text, numbered from the most frequent; equally frequent ones in the order of their text.
 *
 * @param tokens by number
 * @param numbers by token
 * @param unknown number of the token that stands for all others; -1 if there is none
 */
public record Vocabulary(List<String> tokens, Map<String, Integer> numbers, int unknown) {
    /** How the token for all others is called, as in WikiText. */
    public static final String UNKNOWN = "<unk>";

    public Vocabulary {
        tokens = List.copyOf(tokens);
        numbers = Map.copyOf(numbers);
    }

    /** Of the {@code most - 1} most frequent tokens of a text and the unknown one, if the text has more than {@code most}. */
    public static Vocabulary of(List<String> text, int most) {
        Map<String, Integer> counts = new HashMap<>();
        text.forEach(token -> counts.merge(token, 1, Integer::sum));
        boolean cut = counts.size() > most || counts.containsKey(UNKNOWN);
        counts.putIfAbsent(UNKNOWN, 0);
        List<String> sorted = new ArrayList<>(counts.keySet());
        sorted.sort(
                Comparator.comparing((String token) -> -counts.get(token)).thenComparing(Comparator.naturalOrder()));
        if (!cut) {
            sorted.remove(UNKNOWN);
            return numbered(sorted);
        }
        sorted.remove(UNKNOWN);
        List<String> kept = new ArrayList<>(sorted.subList(0, Math.min(sorted.size(), most - 1)));
        // What is cut becomes the unknown token, whose place follows from how often that is.
        int rest = counts.get(UNKNOWN);
        for (String token : sorted.subList(kept.size(), sorted.size())) {
            rest += counts.get(token);
        }
        int place = 0;
        while (place < kept.size() && counts.get(kept.get(place)) >= rest) {
            place++;
        }
        kept.add(place, UNKNOWN);
        return numbered(kept);
    }

    /** These tokens in this order. */
    public static Vocabulary numbered(List<String> tokens) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            numbers.put(tokens.get(i), i);
        }
        return new Vocabulary(tokens, numbers, numbers.getOrDefault(UNKNOWN, -1));
    }

    /** How many tokens there are. */
    public int size() {
        return tokens.size();
    }

    /** The numbers of a text; tokens that are neither known nor covered by the unknown one are left out. */
    public int[] encode(List<String> text) {
        return text.stream()
                .mapToInt(token -> numbers.getOrDefault(token, unknown))
                .filter(number -> number >= 0)
                .toArray();
    }
}
