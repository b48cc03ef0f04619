package dither.nn.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.nn.GraphNetwork;
import dither.nn.Parameter;
import dither.quant.tensor.Selection;
import java.util.Arrays;

/** How many tensors of a network a selection takes. */
final class Selected {
    private Selected() {}

    /** Compares number and weights of the tensors taken. */
    static void assertTensors(GraphNetwork network, Selection selection, int tensors, long weights) {
        long[] lengths = network.parameters().stream()
                .filter(p -> p.role() == Parameter.Role.TRAINED && selection.takes(p.name(), p.length()))
                .mapToLong(Parameter::length)
                .toArray();
        assertEquals(tensors, lengths.length);
        assertEquals(weights, Arrays.stream(lengths).sum());
    }
}
