package dither.nn.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.kernel.Elementwise;
import dither.nn.Batch;
import dither.nn.GraphNetwork;
import dither.nn.Parameter;
import dither.nn.layer.Target;
import dither.quant.tensor.Selection;
import dither.random.RandomStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The papers' own networks, built, counted and stepped once on a tiny batch; needs 8 GiB. */
@Tag("slow")
class PaperScaleTest {

    private static Batch images(int side) {
        float[] inputs = new float[2 * side * side * 3];
        RandomStream.of(1).gaussian().fill(0, inputs, inputs.length);
        return new Batch(inputs, new long[] {2, side, side, 3}, new int[] {0, 1});
    }

    private static Batch tokens(int vocabulary, int labels) {
        float[] inputs = new float[2 * 8];
        int[] next = new int[labels];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = RandomStream.of(2).below(i, vocabulary);
        }
        for (int i = 0; i < labels; i++) {
            next[i] = labels == 2 ? i : RandomStream.of(3).below(i, vocabulary);
        }
        return new Batch(inputs, new long[] {2, 8}, null, new Target.Labels(next));
    }

    private static Batch audio() {
        float[] mixture = new float[4096 * 2];
        RandomStream.of(1).gaussian().fill(0, mixture, mixture.length);
        return new Batch(mixture, new long[] {1, 4096, 2}, null, new Target.Values(new float[4096 * 8]));
    }

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of(WideResNet.wrn28x10(), Form.images(3, 10), images(32), 36_489_290L),
                Arguments.of(EfficientNet.b3(), new Form.Images(300, 3, 1000), images(300), 12_233_232L),
                Arguments.of(VisionTransformer.deitB(), new Form.Images(224, 3, 1000), images(224), 86_567_656L),
                Arguments.of(TransformerLm.wikitext103(), new Form.Text(267_744), tokens(267_744, 16), 246_935_552L),
                Arguments.of(
                        SentenceEncoder.robertaBase(),
                        new Form.Sentences(50_265, 512, 3),
                        tokens(50_265, 2),
                        124_647_171L),
                Arguments.of(Demucs.v2(), new Form.Audio(2, 4), audio(), 265_679_496L));
    }

    @ParameterizedTest
    @MethodSource("models")
    void papersNetworksHaveTheirCountsAndTakeAStep(Model model, Form form, Batch batch, long count) {
        try (GraphNetwork network = Zoo.build(model, form, 1)) {
            assertEquals(count, network.parameterCount());
            double before = network.lossAndGradients(batch, RandomStream.of(1));
            assertTrue(Double.isFinite(before), "loss " + before);
            for (Parameter parameter : network.parameters()) {
                if (parameter.role() == Parameter.Role.TRAINED) {
                    Elementwise.addScaled(parameter.gradient(), -1e-3f, parameter.values());
                }
            }
            double after = network.lossAndGradients(batch, RandomStream.of(1));
            assertTrue(after < before, model.name() + ": a step down the gradient led from " + before + " to " + after);
        }
    }

    @Test
    void quantisedTensorsAreThoseOfThePapersCode() {
        try (GraphNetwork demucs = Zoo.build(Demucs.v2(), new Form.Audio(2, 4), 1)) {
            Selected.assertTensors(demucs, new Selection(1, List.of()), 22, 264_634_368);
            // Formula of DiffQ at 8 bits in groups of 8: weights, range and width of each tensor, and 3 bits a group.
            double bits = 264_634_368.0 * 8 + 22 * 72 + 264_634_368.0 / 8 * 3 + 1_045_128.0 * 32;
            assertEquals(268.19211, bits / (1 << 23), 1e-5);
        }
        try (GraphNetwork lm = Zoo.build(TransformerLm.wikitext103(), new Form.Text(267_744), 1)) {
            // The sheet counts the model without the last normalisation, whose 2,048 numbers stay in float.
            Selected.assertTensors(lm, Selection.standard(), 118, 246_784_000);
        }
    }
}
