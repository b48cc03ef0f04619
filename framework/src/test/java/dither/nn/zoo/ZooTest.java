package dither.nn.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dither.kernel.Memory;
import dither.nn.GraphNetwork;
import dither.quant.tensor.Selection;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ZooTest {

    @Test
    void parameterCountsAreThePublishedOnes() {
        try (GraphNetwork resnet20 = Zoo.build(ResNet.resnet20(), Form.images(3, 10), 1);
                GraphNetwork resnet18 = Zoo.build(ResNet.resnet18(), Form.images(3, 10), 1);
                GraphNetwork hundred = Zoo.build(ResNet.resnet18(), Form.images(3, 100), 1);
                GraphNetwork large = Zoo.build(ResNet.resnet18ImageNet(), new Form.Images(224, 3, 1000), 1)) {
            assertEquals(269_722, resnet20.parameterCount());
            assertEquals(11_173_962, resnet18.parameterCount());
            assertEquals(11_220_132, hundred.parameterCount());
            assertEquals(11_689_512, large.parameterCount());
        }
    }

    @Test
    void selectionsTakeAsManyTensorsAsInThePapersCode() {
        try (GraphNetwork resnet20 = Zoo.build(ResNet.resnet20(), Form.images(3, 10), 1);
                GraphNetwork resnet18 = Zoo.build(ResNet.resnet18(), Form.images(3, 10), 1)) {
            Selected.assertTensors(resnet20, Selection.allButBiases(), 39, 269_024);
            Selected.assertTensors(resnet18, Selection.standard(), 20, 11_162_624);
        }
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
