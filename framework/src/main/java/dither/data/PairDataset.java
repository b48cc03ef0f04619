package dither.data;

import dither.data.text.Vocabulary;
import java.util.List;

/**
 * Sentences or pairs of them as tokens, with a class each.
 *
 * @param train what is learned from
 * @param test what accuracy is measured on
 * @param mismatched a second test set, of other kinds of text; empty for none
 * @param vocabulary of the tokens
 * @param classes their names
 * @param spec where they come from
 */
public record PairDataset(
        List<Example> train,
        List<Example> test,
        List<Example> mismatched,
        Vocabulary vocabulary,
        List<String> classes,
        PairSpec spec)
        implements Dataset {
    public PairDataset {
        train = List.copyOf(train);
        test = List.copyOf(test);
        mismatched = List.copyOf(mismatched);
        classes = List.copyOf(classes);
        if (train.isEmpty() || test.isEmpty()) {
            throw new DataException(spec.label() + " has " + train.size() + " training and " + test.size()
                    + " test examples; both need at least one; complete the files");
        }
    }

    /**
     * One or two sentences.
     *
     * @param tokens with the marks of start and end
     * @param label number of the class
     */
    public record Example(int[] tokens, int label) {}

    @Override
    public String trainSha256() {
        return sha256(train);
    }

    @Override
    public String testSha256() {
        return sha256(test) + (mismatched.isEmpty() ? "" : "+" + sha256(mismatched));
    }

    private String sha256(List<Example> examples) {
        int[][] all = new int[2 * examples.size()][];
        for (int i = 0; i < examples.size(); i++) {
            all[2 * i] = examples.get(i).tokens();
            all[2 * i + 1] = new int[] {examples.get(i).label()};
        }
        return Sha256.of(vocabulary.tokens(), all);
    }
}
