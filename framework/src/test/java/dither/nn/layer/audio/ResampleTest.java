package dither.nn.layer.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.data.audio.Sound;
import dither.nn.Batch;
import dither.nn.GraphNetwork;
import dither.nn.layer.Target;
import dither.nn.zoo.Demucs;
import dither.nn.zoo.Form;
import dither.nn.zoo.Zoo;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ResampleTest {
    private static final int LENGTH = 400;

    private static float[] tone(int length, double step) {
        float[] samples = new float[2 * length];
        for (int t = 0; t < length; t++) {
            samples[2 * t] = (float) Math.sin(0.2 * step * t);
            samples[2 * t + 1] = (float) Math.cos(0.9 * step * t);
        }
        return samples;
    }

    /** The layer's answer inside a graph, which is how it runs. */
    private static INDArray through(Resample layer, float[] samples) {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("resample", layer, "in")
                .setOutputs("resample")
                .build());
        graph.init();
        return graph.outputSingle(Nd4j.create(samples, new long[] {1, samples.length / 2, 2}, 'c'));
    }

    @Test
    void tonesOfTwiceTheRateHaveValuesInBetween() {
        float[] up = through(Resample.twice(), tone(LENGTH, 1)).dup('c').data().asFloat();
        float[] exact = tone(2 * LENGTH, 0.5);

        assertEquals(exact.length, up.length);
        assertArrayEquals(middle(exact), middle(up), 2e-3f);
    }

    @Test
    void tonesOfHalfTheRateKeepEachOtherSample() {
        float[] down =
                through(Resample.half(), tone(2 * LENGTH, 0.5)).dup('c').data().asFloat();
        float[] exact = tone(LENGTH, 1);

        assertArrayEquals(middle(exact), middle(down), 2e-3f);
    }

    @Test
    void soundResamplesAlike() {
        float[] up = through(Resample.twice(), tone(LENGTH, 1)).dup('c').data().asFloat();
        float[] other = new Sound(tone(LENGTH, 1), 8_000).at(16_000).samples();

        assertArrayEquals(middle(other), middle(up), 5e-3f);
    }

    @Test
    void theModelOfThePaperWorksAtTwiceTheRate() {
        Demucs model = new Demucs("test", 4, 2, 8, 4, 3, false, true);
        try (GraphNetwork network = Zoo.build(model, new Form.Audio(2, 4), 1)) {
            Batch batch = new Batch(tone(101, 1), new long[] {1, 101, 2}, null, new Target.Values(new float[0]));
            assertEquals(8 * 101, network.predict(batch)[0].length);
        }
    }

    private static float[] middle(float[] samples) {
        return Arrays.copyOfRange(samples, 120, samples.length - 120);
    }
}
