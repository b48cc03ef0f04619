package dither.nn.zoo;

/** What goes into a network and what is asked of it: the part of an architecture that a task decides. */
public sealed interface Form {

    /**
     * A class for each image {@code [batch, side, side, channels]}.
     *
     * @param side rows and columns; matters to networks with position embeddings only
     */
    record Images(int side, int channels, int classes) implements Form {}

    /** The next token at each place of {@code [batch, time]}. */
    record Text(int vocabulary) implements Form {}

    /**
     * A class for each sequence of tokens {@code [batch, time]}.
     *
     * @param longest longest sequence, for position embeddings
     */
    record Sentences(int vocabulary, int longest, int classes) implements Form {}

    /** Each source of a mixture {@code [batch, time, channels]}; the answer is {@code [batch, time, sources * channels]}. */
    record Audio(int channels, int sources) implements Form {}

    /** Small images, 32 x 32. */
    static Form images(int channels, int classes) {
        return new Images(32, channels, classes);
    }
}
