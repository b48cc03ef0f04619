package dither.data.text;

import dither.data.Bytes;
import dither.data.DataException;
import dither.data.DataFolder;
import dither.data.TextDataset;
import dither.data.TextSpec;
import dither.random.Purpose;
import dither.random.RandomStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Loads texts. */
public final class TextFiles {
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
                yield dataset(wiki, text(parts.getFirst()), text(parts.getLast()), wiki.train());
            }
            case TextSpec.Book book -> {
                Path file = folder.of(
                                Path.of(book.file()).getParent() == null
                                        ? "."
                                        : Path.of(book.file()).getParent().toString(),
                                "the text " + book.file())
                        .resolve(Path.of(book.file()).getFileName());
                String text = text(file);
                int cut = text.offsetByCodePoints(0, (int) (text.codePointCount(0, text.length()) * 9L / 10));
                yield dataset(book, text.substring(0, cut), text.substring(cut), book.train());
            }
        };
    }

    /** What is there of training, validation and test text, in this order; two at least. */
    private static List<Path> parts(Path folder) {
        List<Path> found = new ArrayList<>();
        for (String part : List.of("train", "valid", "test")) {
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
        if (found.size() < 2) {
            throw new DataException(folder + " holds " + found.size()
                    + " of wiki.train.tokens, wiki.valid.tokens and wiki.test.tokens; two are needed, one to learn and one to"
                    + " test; put them there");
        }
        return found;
    }

    private static String text(Path file) {
        byte[] bytes = Bytes.read(file, "UTF-8 text");
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException bad) {
            throw new DataException(file + " is not UTF-8 text; convert it, or fetch it again", bad);
        }
    }

    private static TextDataset dataset(TextSpec spec, String train, String test, int trainTokens) {
        List<String> learned = first(Tokenizer.cut(train, spec.units()), trainTokens, spec);
        Vocabulary vocabulary = Vocabulary.of(learned, Tokenizer.most(spec.units()));
        List<String> tested = first(Tokenizer.cut(test, spec.units()), spec.test(), spec);
        return new TextDataset(vocabulary.encode(learned), vocabulary.encode(tested), vocabulary, spec, Double.NaN);
    }

    private static List<String> first(List<String> tokens, int count, TextSpec spec) {
        if (count > tokens.size()) {
            throw new DataException(spec.label() + ": asked for " + count + " tokens of a part that has "
                    + tokens.size() + "; lower the number, or 0 for all");
        }
        return count == 0 ? tokens : tokens.subList(0, count);
    }
}
