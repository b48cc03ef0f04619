package dither.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.kernel.Memory;
import dither.nn.engine.Engine;
import dither.nn.zoo.Form;
import dither.nn.zoo.ResNet;
import dither.nn.zoo.Zoo;
import dither.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Where there is no oneDNN, the same networks run on ND4J's ops. */
class FallbackTest {

    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void bothEnginesGiveTheSameGradients() {
        List<float[]> fast = gradients();
        System.setProperty("dither.engine", "nd4j");
        try {
            assertTrue(Engine.library().startsWith("ND4J "), Engine.library());
            List<float[]> slow = gradients();
            for (int p = 0; p < fast.size(); p++) {
                double most = 0;
                for (float value : fast.get(p)) {
                    most = Math.max(most, Math.abs(value));
                }
                for (int i = 0; i < fast.get(p).length; i++) {
                    assertEquals(fast.get(p)[i], slow.get(p)[i], 1e-4 + 1e-3 * most, "parameter " + p + ", " + i);
                }
            }
        } finally {
            System.clearProperty("dither.engine");
        }
    }

    private static List<float[]> gradients() {
        float[] inputs = new float[6 * 8 * 8 * 3];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) Math.sin(i * 0.37 * i);
        }
        try (GraphNetwork network = Zoo.build(ResNet.tiny(), Form.images(3, 3), 1)) {
            double loss = network.lossAndGradients(
                    new Batch(inputs, new long[] {6, 8, 8, 3}, new int[] {0, 1, 2, 0, 1, 2}), RandomStream.of(0));
            assertTrue(Double.isFinite(loss));
            List<float[]> all = new ArrayList<>();
            network.parameters().forEach(parameter -> all.add(Memory.toArray(parameter.gradient())));
            return all;
        }
    }
}
