package dither.data.pair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.data.DataException;
import dither.data.DataFolder;
import dither.data.PairDataset;
import dither.data.PairSpec;
import dither.data.TextSpec.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairFilesTest {
    @TempDir
    private Path folder;

    private PairDataset load(String train, String test, int longest) throws IOException {
        Files.createDirectories(folder.resolve("set"));
        Files.writeString(folder.resolve("set/train"), train);
        Files.writeString(folder.resolve("set/test"), test);
        return PairFiles.load(
                new PairSpec.Files("test", List.of("set/train"), "set/test", null, new Units.Words(100), longest, 0, 0),
                new DataFolder(folder));
    }

    private static String words(PairDataset data, PairDataset.Example example) {
        return String.join(
                " ",
                IntStream.of(example.tokens())
                        .mapToObj(data.vocabulary().tokens()::get)
                        .filter(token -> !token.equals("<eos>"))
                        .toList());
    }

    @Test
    void glueAndSnliGiveTheSamePairs() throws IOException {
        String tsv = "index\tsentence1\tsentence2\tgold_label\n0\ta b\tc\tyes\n1\td\te\tno\n";
        String json = "{\"sentence1\":\"a b\",\"sentence2\":\"c\",\"gold_label\":\"yes\"}\n"
                + "{\"sentence1\":\"x\",\"sentence2\":\"y\",\"gold_label\":\"-\"}\n"
                + "{\"sentence1\":\"d\",\"sentence2\":\"e\",\"gold_label\":\"no\"}\n";
        PairDataset data = load(tsv, json, 20);

        assertEquals(List.of("no", "yes"), data.classes());
        assertEquals("<s> a b </s> </s> c </s>", words(data, data.train().getFirst()));
        assertEquals(2, data.test().size());
        assertArrayEquals(data.train().getLast().tokens(), data.test().getLast().tokens());
    }

    @Test
    void singleSentencesAndLongOnesAreCut() throws IOException {
        PairDataset data = load("sentence\tlabel\na b c d e f\t1\n", "sentence\tlabel\na b\t1\n", 5);
        assertEquals(5, data.train().getFirst().tokens().length);
        assertTrue(words(data, data.train().getFirst()).startsWith("<s> a b c"));
    }

    @Test
    void whatIsWrongWithAFileIsNamed() throws IOException {
        String good = "sentence1\tsentence2\tlabel\na\tb\t1\n";
        assertTrue(message("sentence1\tsentence2\n", good).contains("gold_label is missing"));
        assertTrue(message("sentence1\tsentence2\tlabel\n", good).contains("no lines"));
        assertTrue(message("", good).contains("is empty"));
        assertTrue(message(good, "sentence1\tsentence2\tlabel\na\tb\n").contains("line 2 has 2 columns"));
        assertTrue(message(good, "sentence1\tsentence2\tlabel\na\tb\t2\n").contains("tested on the class 2"));
        assertTrue(message(good, "{\"sentence1\": oops}\n").contains("line 1 is not JSON"));
    }

    private String message(String train, String test) {
        return assertThrows(DataException.class, () -> load(train, test, 20)).getMessage();
    }
}
