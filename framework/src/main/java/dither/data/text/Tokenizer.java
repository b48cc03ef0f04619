package dither.data.text;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dither.data.TextSpec.Units;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Cuts text into tokens. */
public final class Tokenizer {
    /** The token at the end of each line of words, as WikiText counts them. */
    private static final String END = "<eos>";

    private Tokenizer() {}

    /** GPT-2's table, loaded on first use: it takes a moment. */
    private static final class Gpt2 {
        static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.R50K_BASE);
    }

    /** The tokens of a text. */
    public static List<String> cut(String text, Units units) {
        return switch (units) {
            case Units.Characters() ->
                text.codePoints().mapToObj(Character::toString).toList();
            case Units.Words _ -> words(text);
            case Units.BytePairs _ -> bytePairs(text);
        };
    }

    /** How many different tokens are kept at most. */
    public static int most(Units units) {
        return switch (units) {
            case Units.Characters() -> Integer.MAX_VALUE;
            case Units.Words(int most) -> most;
            case Units.BytePairs(int most) -> most;
        };
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        // One object for each word: WikiText-103 has a hundred million of them, and 270,000 different ones.
        Map<String, String> known = new HashMap<>();
        text.lines().forEach(line -> {
            for (String word : line.strip().split("\\s+")) {
                if (!word.isEmpty()) {
                    words.add(known.computeIfAbsent(word, same -> same));
                }
            }
            words.add(END);
        });
        return words;
    }

    /** Byte pairs of GPT-2, each as its number in GPT-2's table. */
    public static List<String> bytePairs(String text) {
        return Gpt2.ENCODING.encodeOrdinary(text).boxed().stream()
                .map(String::valueOf)
                .toList();
    }
}
