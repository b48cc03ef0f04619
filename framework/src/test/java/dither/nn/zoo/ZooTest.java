package dither.nn.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dither.kernel.Memory;
import dither.nn.GraphNetwork;
import dither.nn.Parameter;
import dither.quant.tensor.Selection;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ZooTest {

    @Test
    void parameterCountsAreThePublishedOnes() {
        try (GraphNetwork resnet20 = Zoo.build(ResNet.resnet20(), Form.images(3, 10), 1);
                GraphNetwork resnet18 = Zoo.build(ResNet.resnet18(), Form.images(3, 10), 1);
                GraphNetwork hundred = Zoo.build(ResNet.resnet18(), Form.images(3, 100), 1)) {
            assertEquals(269_722, resnet20.parameterCount());
            assertEquals(11_173_962, resnet18.parameterCount());
            assertEquals(11_220_132, hundred.parameterCount());
        }
    }

    @Test
    void selectionsTakeAsManyTensorsAsInThePapersCode() {
        try (GraphNetwork resnet20 = Zoo.build(ResNet.resnet20(), Form.images(3, 10), 1);
                GraphNetwork resnet18 = Zoo.build(ResNet.resnet18(), Form.images(3, 10), 1)) {
            assertSelected(resnet20, Selection.allButBiases(), 39, 269_024);
            assertSelected(resnet18, Selection.standard(), 20, 11_162_624);
        }
    }

    private static void assertSelected(GraphNetwork network, Selection selection, int tensors, long weights) {
        long[] lengths = network.parameters().stream()
                .filter(p -> p.role() == Parameter.Role.TRAINED && selection.takes(p.name(), p.length()))
                .mapToLong(Parameter::length)
                .toArray();
        assertEquals(tensors, lengths.length);
        assertEquals(weights, Arrays.stream(lengths).sum());
    }

    @Test
    void seedsDecideTheInitialWeights() {
        try (GraphNetwork a = Zoo.build(ResNet.tiny(), Form.images(3, 10), 1);
                GraphNetwork b = Zoo.build(ResNet.tiny(), Form.images(3, 10), 1);
                GraphNetwork c = Zoo.build(ResNet.tiny(), Form.images(3, 10), 2)) {
            float[] first = Memory.toArray(a.parameters().getFirst().values());
            assertArrayEquals(first, Memory.toArray(b.parameters().getFirst().values()));
            assertFalse(Arrays.equals(
                    first, Memory.toArray(c.parameters().getFirst().values())));
        }
    }
}
