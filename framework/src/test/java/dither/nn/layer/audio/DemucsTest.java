package dither.nn.layer.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.nn.Batch;
import dither.nn.GraphNetwork;
import dither.nn.layer.GradientCheck;
import dither.nn.layer.Target;
import dither.nn.zoo.Demucs;
import dither.nn.zoo.Form;
import dither.nn.zoo.LstmLm;
import dither.nn.zoo.Zoo;
import dither.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemucsTest {

    private static Batch batch(int size, int time) {
        float[] mixture = new float[size * time * 2];
        RandomStream.of(1).gaussian().fill(0, mixture, mixture.length);
        for (int i = 0; i < mixture.length; i++) {
            mixture[i] *= 20; // so that what comes through the LSTM can be told from rounding
        }
        float[] sources = new float[size * time * 4];
        RandomStream.of(2).gaussian().fill(0, sources, sources.length);
        return new Batch(mixture, new long[] {size, time, 2}, null, new Target.Values(sources));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyParameterHasTheRightGradient(boolean padded) {
        Demucs model = new Demucs("test", 4, 2, 8, 4, 3, padded, !padded);
        try (GraphNetwork network = Zoo.build(model, new Form.Audio(2, 2), 1)) {
            GradientCheck.everyParameter(network, batch(2, 150), 0.005, 1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 1023})
    void theAnswerIsAsLongAsTheMixture(int time) {
        for (boolean padded : new boolean[] {true, false}) {
            Demucs model = new Demucs("test", 4, 3, 8, 4, 3, padded, !padded);
            try (GraphNetwork network = Zoo.build(model, new Form.Audio(2, 2), 1)) {
                float[][] answer = network.predict(batch(2, time));
                assertEquals(2, answer.length);
                assertEquals(4 * time, answer[0].length);
            }
        }
    }

    /** The lengths that the published code's {@code valid_length} gives for one second at 44.1 kHz. */
    @Test
    void paddedLengthsLeaveNothingOver() {
        assertEquals(44_116, new Padding(8, 4, 4, 0).length(44_100));
        Padding v2 = new Padding(8, 4, 6, 2);
        long padded = v2.length(44_100);
        long length = padded;
        for (int i = 0; i < 6; i++) {
            assertEquals(0, (length - 8) % 4, "level " + i);
            length = (length - 8) / 4 + 1;
        }
        for (int i = 0; i < 6; i++) {
            length = (length - 2 - 1) * 4 + 8;
        }
        assertTrue(length >= 44_100, padded + " gives " + length);
    }

    @Test
    void everyParameterOfARecurrentNetworkHasTheRightGradient() {
        try (GraphNetwork network = Zoo.build(new LstmLm("test", 2, 5), new Form.Text(7), 1)) {
            float[] tokens = new float[3 * 6];
            int[] next = new int[tokens.length];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = i * 5 % 7;
                next[i] = i * 3 % 7;
            }
            GradientCheck.everyParameter(network, new Batch(tokens, new long[] {3, 6}, null, new Target.Labels(next)));
        }
    }
}
