package dither.data;

import dither.data.TextSpec.Units;
import java.util.List;

/**
 * Sentences or pairs of sentences with a class each.
 *
 * <p>{@code train} and {@code test} say how many are used, from the start of the files; 0 for all.
 */
public sealed interface PairSpec extends DataSpec {
    /** Longest sequence of tokens, both sentences and their marks included; what is longer is cut. */
    int longest();

    /** Sentences for testing; 0 for all. */
    int test();

    /**
     * Pairs made by {@link dither.data.pair.EntailmentGrammar}, whose relation can be decided without fail; needs no files.
     */
    record Generated(int train, int test) implements PairSpec {
        @Override
        public int longest() {
            return 32;
        }
    }

    /**
     * Files in a layout of GLUE (TSV with a header) or SNLI (a JSON object per line).
     *
     * @param name how tables call it
     * @param learned files to learn from
     * @param tested file to test on
     * @param mismatched a second file to test on, of other kinds of text; null for none
     * @param units what a token is
     */
    record Files(
            String name,
            List<String> learned,
            String tested,
            String mismatched,
            Units units,
            int longest,
            int train,
            int test)
            implements PairSpec {
        public Files {
            learned = List.copyOf(learned);
        }
    }

    /** MNLI as GLUE distributes it. */
    static Files mnli(Units units, int longest) {
        return new Files(
                "MNLI",
                List.of("MNLI/train.tsv"),
                "MNLI/dev_matched.tsv",
                "MNLI/dev_mismatched.tsv",
                units,
                longest,
                0,
                0);
    }

    /** RTE as GLUE distributes it. */
    static Files rte(Units units, int longest) {
        return new Files("RTE", List.of("rte/train.tsv"), "rte/dev.tsv", null, units, longest, 0, 0);
    }

    /** SST-2 as GLUE distributes it: single sentences. */
    static Files sst2(Units units, int longest) {
        return new Files("SST-2", List.of("sst2/train.tsv"), "sst2/dev.tsv", null, units, longest, 0, 0);
    }

    /** SNLI in its own layout. */
    static Files snli(Units units, int longest) {
        return new Files(
                "SNLI",
                List.of("snli_1.0/snli_1.0_train.jsonl"),
                "snli_1.0/snli_1.0_dev.jsonl",
                null,
                units,
                longest,
                0,
                0);
    }

    @Override
    default String testSet() {
        return test() == 0 ? "all test sentences" : test() + " test sentences";
    }

    @Override
    default String label() {
        return switch (this) {
            case Generated(int train, int _) -> "generated pairs, " + train + " to learn from";
            case Files files ->
                files.name() + ", " + files.units().label()
                        + (files.train() == 0 ? "" : ", " + files.train() + " to learn from");
        };
    }
}
