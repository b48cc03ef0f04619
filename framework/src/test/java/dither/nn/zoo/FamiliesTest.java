package dither.nn.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.nn.Batch;
import dither.nn.GraphNetwork;
import dither.nn.layer.GradientCheck;
import dither.nn.layer.Target;
import dither.quant.tensor.Selection;
import dither.random.RandomStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FamiliesTest {

    private static Batch images(int size, int side, int classes) {
        float[] inputs = new float[size * side * side * 3];
        RandomStream.of(3).gaussian().fill(0, inputs, inputs.length);
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            labels[i] = i % classes;
        }
        return new Batch(inputs, new long[] {size, side, side, 3}, labels);
    }

    static List<Model> small() {
        return List.of(
                MobileNet.tiny(),
                new WideResNet("test", 1, 1, 0.3),
                new VisionTransformer("test", 4, 2, 16, 2, 24, DropoutRates.none(), 0.3),
                new EfficientNet("test", 0.25, 0.5, 3, 1, 0.2, 0.5));
    }

    @ParameterizedTest
    @MethodSource("small")
    void everyParameterHasTheRightGradient(Model model) {
        try (GraphNetwork network = Zoo.build(model, new Form.Images(8, 3, 3), 7)) {
            GradientCheck.everyParameter(network, images(6, 8, 3), 2e-3, 3e-3);
        }
    }

    static Stream<Arguments> counts() {
        return Stream.of(
                Arguments.of(MobileNet.cifar(), 32, 10, 3_217_226, 20, 3_184_640),
                Arguments.of(MobileNet.cifar(), 32, 100, 3_309_476, 20, 3_276_800),
                Arguments.of(WideResNet.wrn28x10(), 32, 10, 36_489_290, 27, 36_458_240),
                Arguments.of(WideResNet.wrn28x10(), 32, 100, 36_546_980, 27, 36_515_840));
    }

    @ParameterizedTest
    @MethodSource("counts")
    void parametersAndQuantisedTensorsAreThoseOfThePapersCode(
            Model model, int side, int classes, long parameters, int tensors, long weights) {
        try (GraphNetwork network = Zoo.build(model, new Form.Images(side, 3, classes), 1)) {
            assertEquals(parameters, network.parameterCount());
            Selected.assertTensors(network, Selection.standard(), tensors, weights);
        }
    }

    @Test
    void efficientNetB3HasThePublishedCountAndLearns() {
        try (GraphNetwork network = Zoo.build(EfficientNet.b3(), new Form.Images(224, 3, 1000), 1)) {
            assertEquals(12_233_232, network.parameterCount());
            assertTrue(Double.isFinite(network.lossAndGradients(images(2, 64, 2), RandomStream.of(1))));
        }
    }

    @Test
    void deitBHasThePublishedCount() {
        try (GraphNetwork network = Zoo.build(VisionTransformer.deitB(), new Form.Images(224, 3, 1000), 1)) {
            assertEquals(86_567_656, network.parameterCount());
            Selected.assertTensors(network, new Selection(0.1, List.of()), 51, 86_443_776);
        }
    }

    @Test
    void modelsRefuseTasksOfAnotherKind() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Zoo.build(MobileNet.tiny(), new Form.Text(10), 1));
        assertEquals("model mobilenet-tiny is for images, the task is about text", refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Zoo.build(Demucs.tiny(), Form.images(3, 10), 1));
    }

    @Test
    void aTargetOfAnotherKindIsRefused() {
        try (GraphNetwork network = Zoo.build(Demucs.tiny(), new Form.Audio(2, 2), 1)) {
            Batch batch = new Batch(new float[200], new long[] {1, 100, 2}, null, new Target.Labels(new int[] {1}));
            assertThrows(IllegalArgumentException.class, () -> network.lossAndGradients(batch, RandomStream.of(1)));
        }
    }
}
