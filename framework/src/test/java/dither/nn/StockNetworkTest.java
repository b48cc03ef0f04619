package dither.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.kernel.Memory;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Networks of DL4J's own layers through our interface. */
class StockNetworkTest {

    private static GraphNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .activation(Activation.TANH)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(new BatchNormalization())
                .layer(new DenseLayer.Builder().nOut(6).build())
                .layer(new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 2, CNN2DFormat.NHWC))
                .build());
        network.init();
        return GraphNetwork.of(network);
    }

    private static Batch batch() {
        float[] inputs = new float[8 * 6 * 6 * 2];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) Math.sin(i * i);
        }
        return new Batch(inputs, new long[] {8, 6, 6, 2}, new int[] {0, 1, 2, 0, 1, 2, 0, 1});
    }

    @Test
    void parametersAreViewsInPyTorchsOrder() {
        try (GraphNetwork network = network()) {
            INDArray dense = network.graph().getLayer(2).getParam("W"); // [in, out]
            Parameter parameter = network.parameters().stream()
                    .filter(p -> p.name()
                            .equals(network.graph()
                                            .getLayer(2)
                                            .conf()
                                            .getLayer()
                                            .getLayerName() + ".W"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(List.of(6L, dense.size(0)), parameter.shape());
            assertEquals(dense.getFloat(3, 1), Memory.get(parameter.values(), dense.size(0) + 3));

            Memory.set(parameter.values(), dense.size(0) + 3, 42);

            assertEquals(42, dense.getFloat(3, 1));
        }
    }

    @Test
    void gradientsAreThoseOfTheMeanLoss() {
        try (GraphNetwork network = network()) {
            Batch batch = batch();
            network.lossAndGradients(batch);
            Parameter bias = network.parameters().getLast();
            float gradient = Memory.get(bias.gradient(), 1);
            float start = Memory.get(bias.values(), 1);

            Memory.set(bias.values(), 1, start + 1e-2f);
            double up = network.lossAndGradients(batch);
            Memory.set(bias.values(), 1, start - 1e-2f);
            double down = network.lossAndGradients(batch);

            assertEquals((up - down) / 2e-2, gradient, 1e-3);
        }
    }

    @Test
    void statisticsAreToldFromWeights() {
        try (GraphNetwork network = network()) {
            List<String> statistics = network.parameters().stream()
                    .filter(p -> p.role() == Parameter.Role.STATISTIC)
                    .map(p -> p.name().substring(p.name().indexOf('.') + 1))
                    .toList();
            assertTrue(statistics.contains("mean") && statistics.size() == 2, statistics.toString());
        }
    }
}
