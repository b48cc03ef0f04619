package dither.nn.layer.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.nn.Batch;
import dither.nn.GraphNetwork;
import dither.nn.layer.GradientCheck;
import dither.nn.layer.Target;
import dither.nn.zoo.DropoutRates;
import dither.nn.zoo.Form;
import dither.nn.zoo.TransformerLm;
import dither.nn.zoo.Zoo;
import dither.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransformerTest {
    private static final int VOCABULARY = 20;

    private static Batch batch(int size, int time, int[] lengths) {
        RandomStream stream = RandomStream.of(4);
        float[] tokens = new float[size * time];
        int[] next = new int[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = stream.below(i, VOCABULARY);
            next[i] = i % 7 == 3 ? Target.NONE : stream.below(i + 1000, VOCABULARY);
        }
        return new Batch(tokens, new long[] {size, time}, lengths, new Target.Labels(next));
    }

    static List<TransformerLm> models() {
        DropoutRates rates = new DropoutRates(0.1, 0.1, 0.1, 0.2);
        return List.of(
                new TransformerLm("one band", 1, 16, 2, 24, List.of(), 1, DropoutRates.none()),
                new TransformerLm("three bands", 2, 16, 4, 24, List.of(6, 12), 2, DropoutRates.none()),
                new TransformerLm("dropout", 1, 16, 2, 24, List.of(6, 12), 2, rates));
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyParameterHasTheRightGradient(TransformerLm model) {
        try (GraphNetwork network = Zoo.build(model, new Form.Text(VOCABULARY), 3)) {
            GradientCheck.everyParameter(network, batch(3, 5, new int[] {5, 3, 4}));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void lossesAreThoseOfTheProbabilitiesOfAllTokens(TransformerLm model) {
        try (GraphNetwork network = Zoo.build(model, new Form.Text(VOCABULARY), 3)) {
            Batch batch = batch(3, 5, null);
            float[] losses = network.losses(batch);
            float[][] perExample = network.predict(batch);
            double mean = 0;
            for (int i = 0; i < losses.length; i++) {
                float[] row = Arrays.copyOfRange(perExample[i / 5], i % 5 * VOCABULARY, (i % 5 + 1) * VOCABULARY);
                double sum = 0;
                for (float p : row) {
                    sum += p;
                }
                assertEquals(1, sum, 1e-5);
                double expected = batch.labels()[i] < 0 ? 0 : -Math.log(row[batch.labels()[i]]);
                assertEquals(expected, losses[i], 1e-4, "place " + i);
                mean += expected / batch.target().count();
            }
            if (model.dropout().equals(DropoutRates.none())) {
                assertEquals(mean, network.lossAndGradients(batch, RandomStream.of(0)), 1e-4);
            }
        }
    }

    @Test
    void aPlaceSeesNothingBehindItself() {
        try (GraphNetwork network = Zoo.build(models().get(1), new Form.Text(VOCABULARY), 3)) {
            Batch batch = batch(1, 6, null);
            float[] before = network.losses(batch);
            batch.inputs()[4] = (batch.inputs()[4] + 1) % VOCABULARY;
            float[] after = network.losses(batch);

            assertArrayEquals(Arrays.copyOf(before, 4), Arrays.copyOf(after, 4));
            assertEquals(false, before[4] == after[4]);
        }
    }

    @Test
    void aSkippedLayerIsAsIfItWereNotThere() {
        TransformerLm two = models().get(1);
        TransformerLm one = new TransformerLm("one", 1, 16, 4, 24, List.of(6, 12), 2, DropoutRates.none());
        try (GraphNetwork longer = Zoo.build(two, new Form.Text(VOCABULARY), 3);
                GraphNetwork shorter = Zoo.build(one, new Form.Text(VOCABULARY), 3)) {
            assertEquals(2, longer.blocks().size());
            longer.skip(Set.of("layer2"));

            assertArrayEquals(shorter.losses(batch(2, 5, null)), longer.losses(batch(2, 5, null)));
        }
    }
}
