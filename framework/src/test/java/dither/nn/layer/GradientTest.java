package dither.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.nn.Batch;
import dither.nn.GraphNetwork;
import dither.nn.layer.image.BatchNorm;
import dither.nn.layer.image.Convolution;
import dither.nn.layer.image.GlobalAveragePool;
import dither.nn.layer.image.MaxPool;
import dither.nn.zoo.Form;
import dither.nn.zoo.Model;
import dither.nn.zoo.ResNet;
import dither.nn.zoo.Zoo;
import dither.random.RandomStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class GradientTest {

    private static Batch batch(int size, int side, int channels) {
        float[] inputs = new float[size * side * side * channels];
        RandomStream.of(3).gaussian().fill(0, inputs, inputs.length);
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            labels[i] = i % 3;
        }
        return new Batch(inputs, new long[] {size, side, side, channels}, labels);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUBSAMPLE", "CONVOLUTION"})
    void everyParameterOfAResidualNetworkHasTheRightGradient(String shortcut) {
        Model model = new ResNet("test", 8, 2, 1, ResNet.Shortcut.valueOf(shortcut));
        try (GraphNetwork network = Zoo.build(model, Form.images(3, 3), 7)) {
            Batch batch = batch(6, 8, 3);
            GradientCheck.everyParameter(network, batch);
        }
    }

    @Test
    void everyParameterBelowAMaximumPoolHasTheRightGradient() {
        Model model = new ResNet("test", 8, 2, 1, ResNet.Shortcut.CONVOLUTION, ResNet.Stem.LARGE_IMAGES);
        try (GraphNetwork network = Zoo.build(model, new Form.Images(16, 3, 3), 7)) {
            GradientCheck.everyParameter(network, batch(6, 16, 3));
        }
    }

    @Test
    void layersFindTheirSizesFromInputTypesAndSurviveJson() {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .seed(1)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(8, 8, 3, CNN2DFormat.NHWC))
                .addLayer("conv", new Convolution(0, 8, 3, 2, 1, true), "in")
                .addLayer("norm", new BatchNorm(0, true), "conv")
                .addLayer("largest", new MaxPool(3, 2, 1), "norm")
                .addLayer("pool", new GlobalAveragePool(), "largest")
                .addLayer("dense", new Dense(0, 3), "pool")
                .addLayer(
                        "loss",
                        new LossLayer.Builder(LossFunction.MCXENT)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "dense")
                .setOutputs("loss");
        ComputationGraphConfiguration written = builder.build();

        ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(written.toJson());

        ComputationGraph first = new ComputationGraph(written);
        ComputationGraph second = new ComputationGraph(read);
        first.init();
        second.init();
        assertEquals(3 * 8 * 9 + 8 + 4 * 8 + 8 * 3 + 3, first.numParams());
        assertEquals(first.params(), second.params());
        assertEquals(
                GraphNetwork.of(first).lossAndGradients(batch(4, 8, 3), RandomStream.of(0)),
                GraphNetwork.of(second).lossAndGradients(batch(4, 8, 3), RandomStream.of(0)));
    }

    @Test
    void evaluationUsesRunningStatistics() {
        try (GraphNetwork network = Zoo.build(ResNet.tiny(), Form.images(3, 3), 7)) {
            Batch batch = batch(32, 8, 3);
            for (int i = 0; i < 200; i++) {
                network.lossAndGradients(batch, RandomStream.of(0)); // moves the statistics, not the weights
            }
            double loss = network.lossAndGradients(batch, RandomStream.of(0));
            float[][] probabilities = network.predict(batch);
            double evaluated = 0;
            for (int i = 0; i < probabilities.length; i++) {
                evaluated -= Math.log(probabilities[i][batch.labels()[i]]) / probabilities.length;
            }
            assertEquals(loss, evaluated, 0.02);
        }
    }
}
