package dither.data.pair;

import dither.random.RandomStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Pairs of simple sentences whose relation follows from their words, so that whoever has understood the grammar is always right.
 *
 * <p>The first sentence says that somebody of some kind holds some number of things of some colour. The second one leaves something
 * out or says it again (entailment), says another number or colour (contradiction), or adds a kind or colour of which the first one
 * keeps silent (neutral); only then the first one leaves something out. To tell entailment from contradiction, the two must be compared.
 */
public final class EntailmentGrammar {
    private static final List<String> KINDS = List.of("tall", "young", "quiet", "happy", "busy", "tired");
    private static final List<String> PEOPLE =
            List.of("woman", "man", "child", "doctor", "sailor", "teacher", "driver");
    private static final List<String> NUMBERS = List.of("two", "three", "four", "five", "six", "seven");
    private static final List<String> COLOURS = List.of("red", "green", "blue", "white", "black", "yellow");
    private static final List<String> THINGS = List.of("keys", "books", "cups", "coins", "apples", "letters", "pens");
    private static final List<String> LABELS = List.of("contradiction", "entailment", "neutral");

    /** {@code count} pairs, classes in turn; the same stream gives the same. */
    List<Sentences> generate(int count, RandomStream stream) {
        List<Sentences> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(pair(LABELS.get(i % LABELS.size()), stream.at(i)));
        }
        return all;
    }

    private static Sentences pair(String label, RandomStream draw) {
        String kind = KINDS.get(draw.below(0, KINDS.size()));
        String person = PEOPLE.get(draw.below(1, PEOPLE.size()));
        int number = draw.below(2, NUMBERS.size());
        int colour = draw.below(3, COLOURS.size());
        String thing = THINGS.get(draw.below(4, THINGS.size()));
        boolean saysKind = draw.below(5, 2) == 0;
        boolean saysColour = draw.below(6, 2) == 0;
        int otherNumber = number;
        int otherColour = colour;
        if (label.equals("contradiction")) {
            if (saysColour && draw.below(7, 2) == 0) {
                otherColour = (colour + 1 + draw.below(8, COLOURS.size() - 1)) % COLOURS.size();
            } else {
                otherNumber = (number + 1 + draw.below(8, NUMBERS.size() - 1)) % NUMBERS.size();
            }
        }
        // What is neutral says something of which the first sentence keeps silent.
        boolean hidesColour = label.equals("neutral") && saysColour;
        boolean hidesKind = label.equals("neutral") && !saysColour;
        String first =
                sentence(hidesKind ? null : kind, person, number, hidesColour ? null : COLOURS.get(colour), thing);
        String second = sentence(
                saysKind || hidesKind ? kind : null,
                person,
                otherNumber,
                saysColour ? COLOURS.get(otherColour) : null,
                thing);
        return new Sentences(first, second, label);
    }

    private static String sentence(String kind, String person, int number, String colour, String thing) {
        return "the " + (kind == null ? "" : kind + " ") + person + " holds " + NUMBERS.get(number) + " "
                + (colour == null ? "" : colour + " ") + thing;
    }
}
