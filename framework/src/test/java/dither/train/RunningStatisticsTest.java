package dither.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.data.DataLibrary;
import dither.data.ImageSpec;
import dither.data.image.Augmentation;
import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.nn.GraphNetwork;
import dither.nn.Parameter;
import dither.nn.zoo.Form;
import dither.nn.zoo.ResNet;
import dither.nn.zoo.VisionTransformer;
import dither.nn.zoo.Zoo;
import dither.quant.Method;
import dither.quant.Quantizer;
import dither.quant.stored.QuantizedModel;
import dither.quant.tensor.Selection;
import dither.random.Purpose;
import dither.random.RandomStream;
import dither.task.Task;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

class RunningStatisticsTest {
    private static final Task DATA = Task.of(new DataLibrary(null).load(new ImageSpec.Synthetic(8, 200, 100)));
    private static final Recipe RECIPE =
            new Recipe(1, 50, 0.1, new Optimizer.Sgd(0.9, true), new Schedule.Cosine(0), 0, 0, Augmentation.none());
    private static final long SEED = 5;

    /** Batch norm moves by a tenth, which only this test knows: what arrives from where statistics happen to be tells each batch's. */
    private static final double SHARE = 0.1;

    private static GraphNetwork network() {
        return Zoo.build(new ResNet("test", 16, 2, 1, ResNet.Shortcut.SUBSAMPLE), Form.images(3, 10), 1);
    }

    private static Map<String, float[]> values(GraphNetwork network, Parameter.Role role) {
        Map<String, float[]> values = new LinkedHashMap<>();
        network.parameters().stream()
                .filter(parameter -> parameter.role() == role)
                .forEach(parameter -> values.put(parameter.name(), Memory.toArray(parameter.values())));
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void statisticsAreTheMeansOfBatches(int batches) {
        try (GraphNetwork network = network();
                GraphNetwork other = network()) {
            int count = Math.min(batches, 4); // 200 images, 50 at a time
            Map<String, double[]> sums = new LinkedHashMap<>();
            Task.Epoch order = order();
            for (int batch = 0; batch < count; batch++) {
                Map<String, float[]> before = values(other, Parameter.Role.STATISTIC);
                other.lossAndGradients(order.batch(batch), RandomStream.of(1));
                other.parameters().stream()
                        .filter(parameter -> parameter.role() == Parameter.Role.STATISTIC)
                        .forEach(parameter -> Elementwise.subtract(parameter.gradient(), parameter.values()));
                values(other, Parameter.Role.STATISTIC).forEach((name, after) -> {
                    double[] sum = sums.computeIfAbsent(name, _ -> new double[after.length]);
                    for (int c = 0; c < sum.length; c++) {
                        sum[c] += (after[c] - (1 - SHARE) * before.get(name)[c]) / SHARE;
                    }
                });
            }
            Map<String, float[]> weights = values(network, Parameter.Role.TRAINED);

            RunningStatistics.estimate(network, DATA, RECIPE, batches, SEED);

            Map<String, float[]> found = values(network, Parameter.Role.STATISTIC);
            assertEquals(10, found.size(), "mean and variance of five batch norms");
            found.forEach((name, statistic) -> {
                for (int c = 0; c < statistic.length; c++) {
                    double mean = sums.get(name)[c] / count;
                    assertEquals(mean, statistic[c], 1e-4 * Math.max(1, Math.abs(mean)), name + "[" + c + "]");
                }
            });
            values(network, Parameter.Role.TRAINED)
                    .forEach((name, now) -> assertArrayEquals(weights.get(name), now, name + " is left alone"));
        }
    }

    /** DL4J keeps logarithms of deviations, of which a mean over batches is none of variances. */
    @Test
    void statisticsThatAreNoRunningMeansAreRefused() {
        MultiLayerNetwork stock = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(new BatchNormalization.Builder().build())
                .layer(new OutputLayer.Builder()
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(8, 8, 3, CNN2DFormat.NHWC))
                .build());
        stock.init();
        try (GraphNetwork network = GraphNetwork.of(stock)) {
            Map<String, float[]> before = values(network, Parameter.Role.STATISTIC);

            String said = assertThrows(
                            IllegalArgumentException.class,
                            () -> RunningStatistics.estimate(network, DATA, RECIPE, 2, SEED))
                    .getMessage();

            assertTrue(said.contains("does not move as a running mean"), said);
            values(network, Parameter.Role.STATISTIC)
                    .forEach((name, now) -> assertArrayEquals(before.get(name), now, name + " is as it was"));
        }
    }

    @Test
    void networksWithoutBatchNormsAreRefused() {
        try (GraphNetwork network = Zoo.build(VisionTransformer.tiny(), Form.images(3, 10), 1)) {
            String said = assertThrows(IllegalArgumentException.class, () -> RunningStatistics.check(network))
                    .getMessage();

            assertTrue(said.contains("no batch norms"), said);
        }
    }

    private static Task.Epoch order() {
        RandomStream random = Purpose.STATISTICS.stream(SEED);
        return DATA.epoch(RECIPE.batchSize(), RECIPE.augmentation(), random.at("shuffle"), random.at("augmentation"));
    }

    @Test
    void aModelTakesThemAndNothingElse() {
        try (GraphNetwork network = network()) {
            QuantizedModel model = Quantizer.of(
                            new Method.Float32(), Selection.standard(), ModelWeights.of(network), RandomStream.of(1))
                    .quantize();
            RunningStatistics.estimate(network, DATA, RECIPE, 2, SEED);

            QuantizedModel anew = RunningStatistics.into(model, network);

            List<String> changed = model.tensors().stream()
                    .filter(tensor -> !Arrays.equals(
                            tensor.dequantize(),
                            anew.tensors().get(model.tensors().indexOf(tensor)).dequantize()))
                    .map(tensor -> tensor.name())
                    .toList();
            assertEquals(List.copyOf(values(network, Parameter.Role.STATISTIC).keySet()), changed);
            assertFalse(
                    anew.tensors().stream().anyMatch(tensor -> tensor.isCounted() && changed.contains(tensor.name())));
        }
    }
}
