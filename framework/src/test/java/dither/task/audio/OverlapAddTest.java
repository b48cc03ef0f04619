package dither.task.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.nn.Batch;
import dither.nn.Network;
import dither.nn.Parameter;
import dither.random.RandomStream;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlapAddTest {
    private static final int WINDOW = 40;

    /** Answers with the mixture and with twice the mixture, whatever it hears. */
    private static final class Doubling implements Network {
        @Override
        public float[][] predict(Batch batch) {
            float[] heard = batch.inputs();
            float[] answer = new float[2 * heard.length];
            for (int i = 0; i < heard.length; i++) {
                answer[i / 2 * 4 + i % 2] = heard[i];
                answer[i / 2 * 4 + 2 + i % 2] = 2 * heard[i];
            }
            return new float[][] {answer};
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }

        @Override
        public double lossAndGradients(Batch batch, RandomStream random) {
            throw new AssertionError("nothing is trained here");
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 19, 20, 39, 40, 41, 100, 333})
    void windowsAddUpToTheWholeWithoutASeam(int length) {
        float[] mixture = new float[2 * length];
        RandomStream.of(length).gaussian().fill(0, mixture, mixture.length);
        OverlapAdd inference = new OverlapAdd(new Doubling(), WINDOW, 2);
        float[][] answer = inference.separate(mixture);

        for (int i = 0; i < mixture.length; i++) {
            assertEquals(mixture[i], answer[0][i], 1e-5, length + " samples, " + i);
            assertEquals(2 * mixture[i], answer[1][i], 1e-5, length + " samples, " + i);
        }
    }
}
