package dither.data.pair;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dither.data.Bytes;
import dither.data.DataException;
import dither.data.DataFolder;
import dither.data.PairDataset;
import dither.data.PairSpec;
import dither.data.TextSpec.Units;
import dither.data.text.Tokenizer;
import dither.data.text.Vocabulary;
import dither.random.Purpose;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** Loads sentences and pairs of them. */
public final class PairFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EXPECTED =
            "TSV with a header (sentence1 and sentence2, or sentence; gold_label or label), or a JSON object"
                    + " with sentence1, sentence2 and gold_label on each line";

    /** RoBERTa's marks: the start, whose place the classifier reads, and the end of a sentence. */
    private static final String START = "<s>";

    private static final String END = "</s>";

    private PairFiles() {}

    /**
     * The sentences of {@code spec}.
     *
     * @throws DataException if files are missing, of another layout, or hold fewer than asked for
     */
    public static PairDataset load(PairSpec spec, DataFolder folder) {
        return switch (spec) {
            case PairSpec.Generated(int train, int test) -> {
                var grammar = new EntailmentGrammar();
                yield dataset(
                        spec,
                        new Units.Words(Integer.MAX_VALUE),
                        grammar.generate(train, Purpose.DATA.stream(0).at("train")),
                        grammar.generate(test, Purpose.DATA.stream(0).at("test")),
                        List.of());
            }
            case PairSpec.Files files -> {
                List<Sentences> learned = new ArrayList<>();
                for (String name : files.learned()) {
                    learned.addAll(read(name, folder));
                }
                yield dataset(
                        spec,
                        files.units(),
                        first(learned, files.train(), spec),
                        first(read(files.tested(), folder), files.test(), spec),
                        files.mismatched() == null
                                ? List.of()
                                : first(read(files.mismatched(), folder), files.test(), spec));
            }
        };
    }

    private static List<Sentences> first(List<Sentences> all, int count, PairSpec spec) {
        if (count > all.size()) {
            throw new DataException(spec.label() + ": asked for " + count + " examples of " + all.size()
                    + "; lower the number, or 0 for all");
        }
        return count == 0 ? all : all.subList(0, count);
    }

    private static List<Sentences> read(String name, DataFolder folder) {
        Path relative = Path.of(name);
        Path file = folder.of(String.valueOf(relative.getParent()), EXPECTED).resolve(relative.getFileName());
        List<String> lines = Bytes.text(file, EXPECTED)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.isEmpty()) {
            throw new DataException(file + " is empty; expected " + EXPECTED);
        }
        List<Sentences> all = lines.getFirst().startsWith("{") ? json(file, lines) : tsv(file, lines);
        if (all.isEmpty()) {
            throw new DataException(file + " has a header and no lines; fetch it again");
        }
        return all;
    }

    private static List<Sentences> json(Path file, List<String> lines) {
        List<Sentences> all = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            try {
                JsonNode line = JSON.readTree(lines.get(i));
                String label = line.path("gold_label").asText("");
                if (!line.has("sentence1") || !line.has("sentence2") || label.isEmpty()) {
                    throw new DataException(file + ", line " + (i + 1) + " lacks sentence1, sentence2 or gold_label");
                }
                if (!label.equals("-")) { // SNLI's mark of annotators who did not agree
                    all.add(new Sentences(
                            line.get("sentence1").asText(),
                            line.get("sentence2").asText(),
                            label));
                }
            } catch (JsonProcessingException bad) {
                throw new DataException(file + ", line " + (i + 1) + " is not JSON; fetch the file again", bad);
            }
        }
        return all;
    }

    private static List<Sentences> tsv(Path file, List<String> lines) {
        List<String> header = Arrays.asList(lines.getFirst().split("\t", -1));
        int label = header.contains("gold_label") ? header.indexOf("gold_label") : header.indexOf("label");
        int first = header.contains("sentence") ? header.indexOf("sentence") : header.indexOf("sentence1");
        int second = header.indexOf("sentence2");
        if (label < 0 || first < 0) {
            throw new DataException(file + " starts with the columns " + header + "; "
                    + (label < 0 ? "label or gold_label" : "sentence or sentence1") + " is missing; expected "
                    + EXPECTED);
        }
        List<Sentences> all = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split("\t", -1);
            if (cells.length < header.size()) {
                throw new DataException(file + ", line " + (i + 1) + " has " + cells.length + " columns, its header "
                        + header.size() + "; fetch the file again");
            }
            // MNLI's training file repeats labels of all annotators before the gold one, so count from the end there.
            String gold = cells[cells.length - header.size() + label];
            all.add(new Sentences(cells[first].strip(), second < 0 ? null : cells[second].strip(), gold.strip()));
        }
        return all;
    }

    private static PairDataset dataset(
            PairSpec spec, Units units, List<Sentences> train, List<Sentences> test, List<Sentences> mismatched) {
        List<List<String>> cut =
                train.stream().map(s -> tokens(s, units, spec.longest())).toList();
        Vocabulary vocabulary = Vocabulary.of(cut.stream().flatMap(List::stream).toList(), Tokenizer.most(units));
        List<String> classes =
                List.copyOf(new TreeSet<>(train.stream().map(Sentences::label).toList()));
        return new PairDataset(
                examples(train, cut, vocabulary, classes, spec),
                examples(test, units, vocabulary, classes, spec),
                examples(mismatched, units, vocabulary, classes, spec),
                vocabulary,
                classes,
                spec);
    }

    private static List<PairDataset.Example> examples(
            List<Sentences> sentences, Units units, Vocabulary vocabulary, List<String> classes, PairSpec spec) {
        List<List<String>> cut =
                sentences.stream().map(s -> tokens(s, units, spec.longest())).toList();
        return examples(sentences, cut, vocabulary, classes, spec);
    }

    private static List<PairDataset.Example> examples(
            List<Sentences> sentences,
            List<List<String>> cut,
            Vocabulary vocabulary,
            List<String> classes,
            PairSpec spec) {
        List<PairDataset.Example> examples = new ArrayList<>();
        for (int i = 0; i < cut.size(); i++) {
            int label = classes.indexOf(sentences.get(i).label());
            if (label < 0) {
                throw new DataException(spec.label() + " is tested on the class "
                        + sentences.get(i).label() + "; the training files have " + classes
                        + "; use files with the same names of classes");
            }
            examples.add(new PairDataset.Example(vocabulary.encode(cut.get(i)), label));
        }
        return examples;
    }

    /** {@code <s> first </s> </s> second </s>}; what is too long loses the end of its longer sentence. */
    private static List<String> tokens(Sentences sentences, Units units, int longest) {
        List<String> first = new ArrayList<>(Tokenizer.cut(sentences.first(), units));
        List<String> second =
                sentences.second() == null ? List.of() : new ArrayList<>(Tokenizer.cut(sentences.second(), units));
        int marks = sentences.second() == null ? 2 : 4;
        while (first.size() + second.size() + marks > longest) {
            (second.size() > first.size() ? second : first).removeLast();
        }
        List<String> all = new ArrayList<>();
        all.add(START);
        all.addAll(first);
        all.add(END);
        if (sentences.second() != null) {
            all.add(END);
            all.addAll(second);
            all.add(END);
        }
        return all;
    }
}
