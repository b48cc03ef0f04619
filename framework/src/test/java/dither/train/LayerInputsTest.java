package dither.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.kernel.Memory;
import dither.nn.Batch;
import dither.nn.GraphNetwork;
import dither.quant.activation.Activations;
import dither.quant.tensor.OwnParameter;
import dither.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayerInputsTest {
    private static final Activations LSQ = Activations.Learned.lsq(4);

    private static List<Float> stepGradients(GraphNetwork network, LayerInputs inputs, Batch batch) {
        network.lossAndGradients(batch, RandomStream.of(0));
        inputs.scaleGradients(batch.target().count());
        return inputs.own().stream().map(own -> Memory.get(own.gradient(), 0)).toList();
    }

    /** The mean loss of a batch given twice is that of the batch; what is left is LSQ's scale of 1/sqrt(elements). */
    @Test
    void stepsOfActivationsFollowTheMeanLoss() {
        Batch once = StructureTest.batch();
        float[] pixels = Arrays.copyOf(once.inputs(), 2 * once.inputs().length);
        System.arraycopy(once.inputs(), 0, pixels, once.inputs().length, once.inputs().length);
        int[] labels = Arrays.copyOf(once.labels(), 2 * once.size());
        System.arraycopy(once.labels(), 0, labels, once.size(), once.size());
        long[] shape = once.shape().clone();
        shape[0] *= 2;
        try (GraphNetwork network = StructureTest.network();
                LayerInputs inputs = new LayerInputs(network, LSQ)) {
            stepGradients(network, inputs, once); // steps start on the first batch

            List<Float> single = stepGradients(network, inputs, once);
            List<Float> twice = stepGradients(network, inputs, new Batch(pixels, shape, labels));

            for (int i = 0; i < single.size(); i++) {
                double expected = single.get(i) / Math.sqrt(2);
                assertEquals(
                        expected,
                        twice.get(i),
                        1e-4 * Math.abs(expected) + 1e-9,
                        inputs.own().get(i).name());
            }
        }
    }

    @Test
    void inputsOfSkippedBlocksTeachNothing() {
        Batch batch = StructureTest.batch();
        for (Activations settings : List.of(LSQ, Activations.Observed.movingAverage(4))) {
            try (GraphNetwork network = StructureTest.network();
                    LayerInputs inputs = new LayerInputs(network, settings)) {
                stepGradients(network, inputs, batch);
                Set<String> skipped = Set.of("stage1_2");
                network.skip(skipped);
                inputs.skip(skipped);
                List<float[]> before =
                        inputs.state().stream().map(Memory::toArray).toList();

                stepGradients(network, inputs, StructureTest.DATA.sample(20, 40));

                for (OwnParameter own : inputs.own()) {
                    boolean still = Memory.get(own.gradient(), 0) == 0;
                    assertEquals(own.name().startsWith("stage1_2_"), still, own.name());
                }
                long changed = 0;
                for (int i = 0; i < before.size(); i++) {
                    changed += Arrays.equals(
                                    before.get(i), Memory.toArray(inputs.state().get(i)))
                            ? 0
                            : 1;
                }
                long learning = settings == LSQ ? 0 : before.size() - 2; // the skipped block has two convolutions
                assertEquals(learning, changed, "ranges that moved, " + settings.label());
            }
        }
    }
}
