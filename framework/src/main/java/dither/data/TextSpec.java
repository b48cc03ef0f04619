package dither.data;

/**
 * Running text, of which each token is to be predicted from those before it.
 *
 * <p>{@code train} and {@code test} say how many tokens are used, from the start of each file; 0 for all.
 */
public sealed interface TextSpec extends DataSpec {
    /** Tokens of a training example, and of a block in evaluation. */
    int context();

    /** Tokens at the start of a block of evaluation that are read but not scored, but for the first block; below {@link #context}. */
    int window();

    /** Tokens for testing; 0 for all. */
    int test();

    /** Tokens to learn from; 0 for all. */
    int train();

    /** What a token is. */
    Units units();

    /**
     * Text from a {@link dither.data.text.MarkovSource}, whose entropy is known; needs no files.
     *
     * @param symbols of its alphabet
     */
    record Generated(int symbols, int train, int test, int context) implements TextSpec {
        @Override
        public int window() {
            return 0;
        }

        @Override
        public Units units() {
            return new Units.Characters();
        }
    }

    /**
     * WikiText in its raw layout: {@code wiki.train*.tokens} to learn from and {@code wiki.test*.tokens}, or where there is none
     * {@code wiki.valid*.tokens}, to test on.
     *
     * @param folder that holds them
     */
    record WikiText(String folder, Units units, int train, int test, int context, int window) implements TextSpec {}

    /**
     * A plain UTF-8 file, of which the last tenth is for testing.
     *
     * @param file within the data folder, such as {@code books/tinyshakespeare.txt}
     */
    record Book(String file, Units units, int train, int test, int context, int window) implements TextSpec {}

    /** What a token is. */
    sealed interface Units {
        /** Each character. */
        record Characters() implements Units {}

        /**
         * Words between spaces; line ends are words, too.
         *
         * @param most how many different ones are kept, by frequency in the training text; others are one unknown word
         */
        record Words(int most) implements Units {}

        /**
         * Byte pairs of GPT-2, which RoBERTa uses, too.
         *
         * @param most how many different ones are kept, by frequency in the training text; others are one unknown token
         */
        record BytePairs(int most) implements Units {}

        /** How tables call it. */
        default String label() {
            return switch (this) {
                case Characters() -> "characters";
                case Words(int most) -> "words (" + most + " kept)";
                case BytePairs(int most) -> "byte pairs (" + most + " kept)";
            };
        }
    }

    @Override
    default String testSet() {
        return (test() == 0 ? "all" : test()) + " test tokens";
    }

    @Override
    default String label() {
        return switch (this) {
            case Generated(int symbols, int train, int _, int _) ->
                "generated text of " + symbols + " symbols, " + train + " tokens";
            case WikiText(String folder, Units units, int train, int _, int _, int _) ->
                folder + ", " + units.label() + (train == 0 ? "" : ", " + train + " training tokens");
            case Book(String file, Units units, int train, int _, int _, int _) ->
                file + ", " + units.label() + (train == 0 ? "" : ", " + train + " training tokens");
        };
    }
}
