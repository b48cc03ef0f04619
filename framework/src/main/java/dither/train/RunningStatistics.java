package dither.train;

import dither.kernel.Checks;
import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.nn.Network;
import dither.nn.Parameter;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import dither.random.Purpose;
import dither.random.RandomStream;
import dither.task.Task;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Running statistics of batch norms, estimated anew with the weights that a network has.
 *
 * <p>Training leaves statistics of the weights that it saw: rounded ones by the straight-through estimator, noisy ones by pseudo noise.
 * Source: Nagel et al. 2022, section 4 (batch-norm re-estimation).
 */
public final class RunningStatistics {
    /** A start from which a logarithm ends far from where a mean does. */
    private static final float FAR_BELOW = -10;

    /** How far a mean may be from where it should be: batches whose inputs are rounded in a range that still learns differ a little. */
    private static final double LINEAR = 0.1;

    private RunningStatistics() {}

    /**
     * Replaces all running statistics by their means over batches of training data.
     *
     * <p>A step moves a statistic from {@code r} to {@code (1 - m) r + m s}, where s is the batch's and only the layer knows m. Started from
     * zero it ends at {@code m s}, started from one at {@code 1 - m} more: the difference gives m. Started far below zero
     * it must end as far below as a running mean does.
     *
     * @param network with the weights that will be evaluated; they are left alone
     * @param recipe size of batches and augmentation
     * @param batches of one epoch, at least 1 and as many as there are
     * @param seed of the order of examples
     * @throws IllegalArgumentException if the network has no statistics, or some that are no running means, such as DL4J's logarithms of
     *     deviations
     */
    public static void estimate(Network network, Task task, Recipe recipe, int batches, long seed) {
        check(network);
        Checks.atLeast("batches", batches, 1);
        List<Parameter> statistics = statistics(network);
        RandomStream random = Purpose.STATISTICS.stream(seed);
        Task.Epoch order =
                task.epoch(recipe.batchSize(), recipe.augmentation(), random.at("shuffle"), random.at("augmentation"));
        List<MemorySegment> before = statistics.stream().map(Parameter::copy).toList();
        int count = Math.min(batches, task.batches(recipe.batchSize()));
        List<float[]> fromOne = pass(network, statistics, 1, order, 0, random);
        List<float[]> fromBelow = pass(network, statistics, FAR_BELOW, order, 0, random);
        List<float[]> first = pass(network, statistics, 0, order, 0, random);
        if (!areRunningMeans(first, fromOne, fromBelow)) {
            putBack(before, statistics);
            throw new IllegalArgumentException(
                    "a statistic of this network does not move as a running mean does, or is not"
                            + " finite, so it cannot be estimated anew; take Dither's BatchNorm");
        }
        List<double[]> sums = new ArrayList<>();
        statistics.forEach(statistic -> sums.add(new double[(int) Memory.length(statistic.values())]));
        for (int batch = 0; batch < count; batch++) {
            List<float[]> fromZero = batch == 0 ? first : pass(network, statistics, 0, order, batch, random);
            for (int s = 0; s < sums.size(); s++) {
                for (int c = 0; c < sums.get(s).length; c++) {
                    sums.get(s)[c] += fromZero.get(s)[c];
                }
            }
        }
        for (int s = 0; s < sums.size(); s++) {
            double share = share(fromOne.get(s), first.get(s));
            for (int c = 0; c < sums.get(s).length; c++) {
                // Those of blocks that are left out do not move.
                float value = share > 0 ? (float) (sums.get(s)[c] / (count * share)) : Memory.get(before.get(s), c);
                Memory.set(statistics.get(s).values(), c, value);
            }
        }
    }

    private static List<Parameter> statistics(Network network) {
        return network.parameters().stream()
                .filter(parameter -> parameter.role() == Parameter.Role.STATISTIC)
                .toList();
    }

    /**
     * Refuses networks on which nothing would come of it.
     *
     * @throws IllegalArgumentException if there are no running statistics
     */
    public static void check(Network network) {
        if (statistics(network).isEmpty()) {
            throw new IllegalArgumentException(
                    "this network has no batch norms to estimate anew; take one that has, or leave them as they are");
        }
    }

    /** Whether statistics keep {@code 1 - m} of any start; logarithms, such as DL4J keeps of deviations, do not. */
    private static boolean areRunningMeans(List<float[]> fromZero, List<float[]> fromOne, List<float[]> fromBelow) {
        for (int s = 0; s < fromZero.size(); s++) {
            int c = least(fromZero.get(s));
            double zero = fromZero.get(s)[c];
            double expected = zero + FAR_BELOW * (fromOne.get(s)[c] - zero);
            if (!(Math.abs(fromBelow.get(s)[c] - expected) <= LINEAR * Math.max(1, Math.abs(zero)))) {
                return false;
            }
        }
        return true;
    }

    private static void putBack(List<MemorySegment> before, List<Parameter> statistics) {
        for (int s = 0; s < before.size(); s++) {
            statistics.get(s).values().copyFrom(before.get(s));
        }
    }

    /** A layer's share m, by its channel with the least statistic: next to a large one nothing is left of the difference. */
    private static double share(float[] fromOne, float[] fromZero) {
        int c = least(fromZero);
        return 1 - (fromOne[c] - fromZero[c]);
    }

    private static int least(float[] values) {
        return IntStream.range(0, values.length)
                .reduce((one, other) -> Math.abs(values[other]) < Math.abs(values[one]) ? other : one)
                .orElseThrow();
    }

    /** Where statistics arrive that all start at one value. */
    private static List<float[]> pass(
            Network network,
            List<Parameter> statistics,
            float start,
            Task.Epoch order,
            int batch,
            RandomStream random) {
        for (Parameter statistic : statistics) {
            for (int c = 0; c < Memory.length(statistic.values()); c++) {
                Memory.set(statistic.values(), c, start);
            }
        }
        network.lossAndGradients(order.batch(batch), random.at("dropout").at(batch));
        List<float[]> arrived = new ArrayList<>();
        for (Parameter statistic : statistics) {
            Elementwise.subtract(statistic.gradient(), statistic.values());
            arrived.add(Memory.toArray(statistic.values()));
        }
        return arrived;
    }

    /** The model with the statistics that a network has. */
    public static QuantizedModel into(QuantizedModel model, Network network) {
        Map<String, float[]> values = new HashMap<>();
        statistics(network).forEach(parameter -> values.put(parameter.name(), Memory.toArray(parameter.values())));
        return new QuantizedModel(
                model.metadata(),
                model.tensors().stream()
                        .map(tensor -> values.containsKey(tensor.name())
                                ? new QuantizedTensor.Raw(
                                        tensor.name(), tensor.shape(), values.get(tensor.name()), false)
                                : tensor)
                        .toList());
    }
}
