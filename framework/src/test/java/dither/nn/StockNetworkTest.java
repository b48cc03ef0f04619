package dither.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.kernel.Memory;
import dither.nn.layer.Target;
import dither.nn.layer.image.Convolution;
import dither.nn.layer.image.GlobalAveragePool;
import dither.random.RandomStream;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
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
            network.lossAndGradients(batch, RandomStream.of(0));
            Parameter bias = network.parameters().getLast();
            float gradient = Memory.get(bias.gradient(), 1);
            float start = Memory.get(bias.values(), 1);

            Memory.set(bias.values(), 1, start + 1e-2f);
            double up = network.lossAndGradients(batch, RandomStream.of(0));
            Memory.set(bias.values(), 1, start - 1e-2f);
            double down = network.lossAndGradients(batch, RandomStream.of(0));

            assertEquals((up - down) / 2e-2, gradient, 1e-3);
        }
    }

    @Test
    void regularisationOfTheNetworkIsNeitherInTheLossNorInGradients() {
        Batch batch = batch();
        double[] losses = new double[2];
        float[][] gradients = new float[2][];
        for (int i = 0; i < losses.length; i++) {
            MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                    .seed(1)
                    .l2(10 * i)
                    .list()
                    .layer(new OutputLayer.Builder()
                            .nOut(3)
                            .activation(Activation.SOFTMAX)
                            .build())
                    .setInputType(InputType.feedForward(72))
                    .build());
            network.init();
            try (GraphNetwork wrapped = GraphNetwork.of(network)) {
                losses[i] = wrapped.lossAndGradients(
                        new Batch(batch.inputs(), new long[] {8, 72}, batch.labels()), RandomStream.of(0));
                gradients[i] = Memory.toArray(wrapped.parameters().getFirst().gradient());
            }
        }
        assertEquals(losses[0], losses[1], 1e-6);
        assertArrayEquals(gradients[0], gradients[1], 1e-6f);
    }

    /** Scored as one answer for each example, a text of 16 places had a perplexity near 1. */
    @Test
    void textIsRefused() {
        try (GraphNetwork network = network()) {
            Batch images = batch();
            Batch text = images.with(new Target.Labels(new int[8 * 16]));

            var trained = assertThrows(
                    IllegalArgumentException.class, () -> network.lossAndGradients(text, RandomStream.of(0)));
            var asked = assertThrows(IllegalArgumentException.class, () -> network.losses(text));

            assertTrue(trained.getMessage().contains("128 labels"), trained.getMessage());
            assertEquals(trained.getMessage(), asked.getMessage());
        }
    }

    @Test
    void examplesWithoutALabelHaveNoPartInTheLossAndAreNotLearnedFrom() {
        try (GraphNetwork network = network()) {
            Batch batch = batch();
            int[] some = batch.labels().clone();
            some[3] = Target.NONE;

            float[] all = network.losses(batch);
            float[] losses = network.losses(batch.with(new Target.Labels(some)));

            assertEquals(0, losses[3]);
            assertEquals(all[4], losses[4]);
            Batch without = batch.with(new Target.Labels(some));
            String refused = assertThrows(
                            IllegalArgumentException.class, () -> network.lossAndGradients(without, RandomStream.of(0)))
                    .getMessage();
            assertTrue(refused.contains("example 3 of the batch has no label"), refused);
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

    @Test
    void ourLayersFollowStockOnes() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(1)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(6, 6, 2, CNN2DFormat.NHWC))
                .addLayer(
                        "stock",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(4)
                                .activation(Activation.TANH)
                                .build(),
                        "in")
                .addLayer("ours", new Convolution(0, 5, 3, 1, 1, true), "stock")
                .addLayer("pool", new GlobalAveragePool(), "ours")
                .addLayer(
                        "dense",
                        new DenseLayer.Builder()
                                .nOut(3)
                                .hasBias(false)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "pool")
                .addLayer(
                        "loss",
                        new LossLayer.Builder().activation(Activation.SOFTMAX).build(),
                        "dense")
                .setOutputs("loss")
                .build());
        graph.init();
        try (GraphNetwork network = GraphNetwork.of(graph)) {
            Batch batch = batch();
            network.lossAndGradients(batch, RandomStream.of(0));
            for (Parameter parameter : network.parameters()) {
                float gradient = Memory.get(parameter.gradient(), 1);
                float start = Memory.get(parameter.values(), 1);
                Memory.set(parameter.values(), 1, start + 1e-2f);
                double up = network.lossAndGradients(batch, RandomStream.of(0));
                Memory.set(parameter.values(), 1, start - 1e-2f);
                double down = network.lossAndGradients(batch, RandomStream.of(0));
                Memory.set(parameter.values(), 1, start);
                assertEquals((up - down) / 2e-2, gradient, 2e-3 + 0.02 * Math.abs(gradient), parameter.name());
            }
        }
    }
}
