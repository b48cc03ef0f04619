package dither.data.text;

import dither.data.Bytes;
import dither.data.DataException;
import dither.data.DataFolder;
import dither.data.TextDataset;
import dither.data.TextSpec;
import dither.random.Purpose;
import dither.random.RandomStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Loads texts. */
public final class TextFiles {
    private static final String TEXT = "UTF-8 text";

    private TextFiles() {}

    /**
     * The text of {@code spec}.
     *
     * @throws DataException if files are missing, not UTF-8, or shorter than asked for
     */
    public static TextDataset load(TextSpec spec, DataFolder folder) {
        return switch (spec) {
            case TextSpec.Generated(int symbols, int train, int test, int _) -> {
                RandomStream stream = Purpose.DATA.stream(0);
                MarkovSource source = new MarkovSource(symbols, stream.at("source"));
                int[] tested = source.generate(test, stream.at("test"));
                List<String> names = new ArrayList<>();
                for (int i = 0; i < symbols; i++) {
                    names.add(String.valueOf(i));
                }
                yield new TextDataset(
                        source.generate(train, stream.at("train")),
                        tested,
                        Vocabulary.numbered(names),
                        spec,
                        source.crossEntropy(tested));
            }
            case TextSpec.WikiText wiki -> {
                Path path = folder.of(
                        wiki.folder(), "WikiText as wiki.train.tokens, wiki.valid.tokens and wiki.test.tokens");
                List<Path> parts = parts(path);
                yield dataset(
                        wiki,
                        parts.getFirst(),
                        Bytes.text(parts.getFirst(), TEXT),
                        parts.getLast(),
                        Bytes.text(parts.getLast(), TEXT));
            }
            case TextSpec.Book book -> {
                Path file = folder.of(
                                Path.of(book.file()).getParent() == null
                                        ? "."
                                        : Path.of(book.file()).getParent().toString(),
                                "the text " + book.file())
                        .resolve(Path.of(book.file()).getFileName());
                String text = Bytes.text(file, TEXT);
                int cut = text.offsetByCodePoints(0, (int) (text.codePointCount(0, text.length()) * 9L / 10));
                yield dataset(book, file, text.substring(0, cut), file, text.substring(cut));
            }
        };
    }

    /** The training text, and the test text or, where there is none, the validation text. */
    private static List<Path> parts(Path folder) {
        List<Path> found = new ArrayList<>();
        for (String part : List.of("train", "test", "valid")) {
            try (Stream<Path> all = Files.list(folder)) {
                all.filter(path -> path.getFileName()
                                .toString()
                                .matches("wiki\\." + part + ".*\\.tokens(\\.txt)?(\\.gz)?"))
                        .sorted()
                        .findFirst()
                        .ifPresent(found::add);
            } catch (IOException bad) {
                throw Bytes.complaint(folder, "a readable folder", bad);
            }
        }
        if (found.size() < 2 || !found.getFirst().getFileName().toString().startsWith("wiki.train")) {
            throw new DataException(
                    folder + " needs wiki.train.tokens to learn from and wiki.test.tokens (or wiki.valid.tokens)"
                            + " to test on, and holds "
                            + found.stream().map(Path::getFileName).toList() + "; put them there");
        }
        return found.subList(0, 2);
    }

    private static TextDataset dataset(TextSpec spec, Path trainFile, String train, Path testFile, String test) {
        List<String> learned = first(Tokenizer.cut(train, spec.units()), spec.train(), trainFile, spec);
        Vocabulary vocabulary = Vocabulary.of(learned, Tokenizer.most(spec.units()));
        List<String> tested = first(Tokenizer.cut(test, spec.units()), spec.test(), testFile, spec);
        return new TextDataset(vocabulary.encode(learned), vocabulary.encode(tested), vocabulary, spec, Double.NaN);
    }

    private static List<String> first(List<String> tokens, int count, Path file, TextSpec spec) {
        int needed = Math.max(count, spec.context() + 1);
        if (tokens.size() < needed) {
            throw new DataException(
                    file + " has " + tokens.size() + " tokens, at least " + needed + " are needed; fetch it again");
        }
        return count == 0 ? tokens : tokens.subList(0, count);
    }
}
