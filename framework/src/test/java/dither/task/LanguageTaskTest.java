package dither.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.data.DataLibrary;
import dither.data.TextDataset;
import dither.data.TextSpec;
import dither.data.image.Augmentation;
import dither.data.text.MarkovSource;
import dither.data.text.Vocabulary;
import dither.nn.Batch;
import dither.nn.Network;
import dither.nn.Parameter;
import dither.nn.layer.Target;
import dither.random.Purpose;
import dither.random.RandomStream;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTaskTest {

    /** A text whose token i is i, so that a batch shows where it comes from. */
    private static LanguageTask task(int train, int test, int context, int window) {
        int size = Math.max(train, test);
        Vocabulary vocabulary = Vocabulary.numbered(
                IntStream.range(0, size).mapToObj(String::valueOf).toList());
        TextSpec spec = new TextSpec.WikiText("x", new TextSpec.Units.Words(size), 0, 0, context, window);
        return new LanguageTask(new TextDataset(
                IntStream.range(0, train).toArray(), IntStream.range(0, test).toArray(), vocabulary, spec, Double.NaN));
    }

    /** A network that notes which tokens it was asked for and how much it had read before. */
    private static final class Witness implements Network {
        final int[] asked;
        final int[] read;

        Witness(int tokens) {
            asked = new int[tokens];
            read = new int[tokens];
        }

        @Override
        public float[] losses(Batch batch) {
            int context = (int) batch.shape()[1];
            int[] labels = batch.labels();
            float[] losses = new float[labels.length];
            for (int i = 0; i < labels.length; i++) {
                if (labels[i] != Target.NONE) {
                    asked[labels[i]]++;
                    read[labels[i]] = i % context + 1;
                    assertEquals(labels[i] - 1, batch.inputs()[i], "what comes before " + labels[i]);
                    assertTrue(i % context < batch.lengths()[i / context]);
                    losses[i] = 2;
                }
            }
            return losses;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }

        @Override
        public double lossAndGradients(Batch batch, RandomStream random) {
            throw new UnsupportedOperationException();
        }

        @Override
        public float[][] predict(Batch batch) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @CsvSource({"100, 10, 0", "101, 10, 0", "100, 10, 6", "97, 10, 9", "11, 10, 5", "1000, 7, 3"})
    void evaluationScoresEachTokenOnceBehindEnoughOthers(int tokens, int context, int window) {
        Witness witness = new Witness(tokens);
        Evaluation evaluation = task(200, tokens, context, window).evaluate(witness);
        for (int token = 1; token < tokens; token++) {
            assertEquals(1, witness.asked[token], "token " + token + " of " + tokens);
            assertTrue(
                    witness.read[token] > Math.min(token - 1, window),
                    "token " + token + " read " + witness.read[token]);
        }
        assertEquals(2, evaluation.loss(), 1e-9);
        assertEquals(Math.exp(2), evaluation.score(Metric.PERPLEXITY), 1e-6);
    }

    @Test
    void anEpochReadsDifferentTokensInOrder() {
        LanguageTask task = task(1000, 20, 10, 0);
        int batches = task.batches(4);
        Task.Epoch epoch = task.epoch(4, Augmentation.none(), RandomStream.of(1), RandomStream.of(2));
        int[] seen = new int[1000];
        for (int i = 0; i < batches; i++) {
            Batch batch = epoch.batch(i);
            for (int k = 0; k < batch.inputs().length; k++) {
                seen[(int) batch.inputs()[k]]++;
                assertEquals(batch.inputs()[k] + 1, batch.labels()[k]);
            }
        }
        assertEquals(4 * 10 * batches, IntStream.of(seen).sum());
        assertEquals(1, IntStream.of(seen).max().orElseThrow());
    }

    @Test
    void theBestScoreOfGeneratedTextIsItsEntropy() {
        var data = (TextDataset) new DataLibrary(null).load(new TextSpec.Generated(12, 1000, 200_000, 16));
        MarkovSource source = new MarkovSource(12, Purpose.DATA.stream(0).at("source"));
        assertEquals(source.entropyRate(), data.bestLoss(), 0.01);
        assertTrue(Task.of(data).best().orElseThrow() < Task.of(data).baseline().score());
    }
}
