package dither.data;

import dither.data.text.Vocabulary;

/**
 * Text as numbers of tokens.
 *
 * @param train what is learned from
 * @param test what perplexity is measured on
 * @param vocabulary of both, most frequent tokens first
 * @param spec where it comes from and how it is cut
 * @param bestLoss cross-entropy in nats per test token of whoever knows the source; NaN where nobody does
 */
public record TextDataset(int[] train, int[] test, Vocabulary vocabulary, TextSpec spec, double bestLoss)
        implements Dataset {
    public TextDataset {
        if (train.length <= spec.context() || test.length <= spec.context()) {
            throw new DataException(spec.label() + " has " + train.length + " training and " + test.length
                    + " test tokens, which is not more than the context of " + spec.context()
                    + "; shorten the context or ask for more");
        }
    }

    @Override
    public String trainSha256() {
        return Sha256.of(vocabulary.tokens(), train);
    }

    @Override
    public String testSha256() {
        return Sha256.of(vocabulary.tokens(), test);
    }
}
