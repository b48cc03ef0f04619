package dither.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.kernel.Memory;
import dither.nn.Batch;
import dither.nn.GraphNetwork;
import dither.nn.Parameter;
import dither.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gradients of whole networks of our layers against central differences of the loss.
 *
 * <p>Kernels compute in single precision (they are checked against double-precision loops in their own tests), so each
 * difference is taken along the gradient's own direction, where it is large: the loss must change by step times norm.
 */
public final class GradientCheck {
    private static final RandomStream STEP = RandomStream.of(0);

    private GradientCheck() {}

    /** Checks all trained parameters, within 3 %. */
    public static void everyParameter(GraphNetwork network, Batch batch) {
        everyParameter(network, batch, 2e-3, 1e-3);
    }

    /**
     * Checks all trained parameters, within 3 % and {@code noise}.
     *
     * @param longest length of the step along each gradient; shorter where that changes the loss by more than 2e-4
     * @param noise what rounding adds to the norm of a gradient
     */
    public static void everyParameter(GraphNetwork network, Batch batch, double longest, double noise) {
        network.lossAndGradients(batch, STEP);
        List<float[]> gradients = new ArrayList<>();
        for (Parameter parameter : network.parameters()) {
            gradients.add(Memory.toArray(parameter.gradient()));
        }
        for (int p = 0; p < gradients.size(); p++) {
            Parameter parameter = network.parameters().get(p);
            if (parameter.role() == Parameter.Role.TRAINED) {
                check(network, batch, parameter, gradients.get(p), longest, noise);
            }
        }
    }

    private static void check(
            GraphNetwork network, Batch batch, Parameter parameter, float[] gradient, double longest, double noise) {
        double norm = 0;
        for (float g : gradient) {
            norm += (double) g * g;
        }
        norm = Math.sqrt(norm);
        float[] start = Memory.toArray(parameter.values());
        if (norm < 1e-3 * noise) { // such as the bias of keys, which shifts all scores of a query alike
            float[] ones = new float[start.length];
            Arrays.fill(ones, 1);
            double change =
                    loss(network, batch, parameter, start, ones, 0.5) - loss(network, batch, parameter, start, ones, 0);
            assertEquals(0, change, 1e-5, parameter.name() + " has no gradient but an effect");
            return;
        }
        assertTrue(norm > noise / 10, parameter.name() + " has a gradient of " + norm);
        double step = Math.min(longest, 2e-4 / norm);
        double difference = loss(network, batch, parameter, start, gradient, step / norm)
                - loss(network, batch, parameter, start, gradient, -step / norm);
        loss(network, batch, parameter, start, gradient, 0);
        assertEquals(norm, difference / (2 * step), 0.03 * norm + noise, parameter.name());
    }

    private static double loss(
            GraphNetwork network, Batch batch, Parameter parameter, float[] start, float[] direction, double by) {
        for (int i = 0; i < start.length; i++) {
            Memory.set(parameter.values(), i, (float) (start[i] + by * direction[i]));
        }
        return network.lossAndGradients(batch, STEP);
    }
}
