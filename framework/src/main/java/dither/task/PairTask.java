package dither.task;

import dither.data.PairDataset;
import dither.data.PairDataset.Example;
import dither.data.PairSpec;
import dither.data.image.Augmentation;
import dither.nn.Batch;
import dither.nn.Network;
import dither.nn.layer.Target;
import dither.nn.zoo.Form;
import dither.random.Permutation;
import dither.random.RandomStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Classification of sentences or pairs of them by cross-entropy. */
public final class PairTask implements Task {
    private static final int BATCH = 64;

    /** Batches are as long as a multiple of this: few lengths, so that whatever is prepared for a length is used again. */
    private static final int STEP = 16;

    private final PairDataset data;

    public PairTask(PairDataset data) {
        this.data = data;
    }

    @Override
    public Form form() {
        int longest = (data.spec().longest() + STEP - 1) / STEP * STEP;
        return new Form.Sentences(
                data.vocabulary().size(), longest, data.classes().size());
    }

    @Override
    public Metric metric() {
        return Metric.ACCURACY;
    }

    @Override
    public double guessing() {
        return Math.log(data.classes().size());
    }

    @Override
    public int batches(int batchSize) {
        return Math.max(1, data.train().size() / batchSize);
    }

    @Override
    public Epoch epoch(int batchSize, Augmentation augmentation, RandomStream shuffle, RandomStream draws) {
        int[] order = Permutation.of(data.train().size(), shuffle);
        int size = Math.min(batchSize, order.length);
        return index -> batch(Arrays.stream(order, index * size, (index + 1) * size)
                .mapToObj(data.train()::get)
                .toList());
    }

    @Override
    public int examples() {
        return data.train().size();
    }

    @Override
    public Batch sample(int from, int to) {
        return batch(data.train().subList(from, to));
    }

    private static Batch batch(List<Example> examples) {
        int most = examples.stream().mapToInt(e -> e.tokens().length).max().orElseThrow();
        int time = (most + STEP - 1) / STEP * STEP;
        float[] tokens = new float[examples.size() * time];
        Arrays.fill(tokens, Target.NONE);
        int[] lengths = new int[examples.size()];
        int[] labels = new int[examples.size()];
        for (int i = 0; i < lengths.length; i++) {
            int[] own = examples.get(i).tokens();
            for (int t = 0; t < own.length; t++) {
                tokens[i * time + t] = own[t];
            }
            lengths[i] = own.length;
            labels[i] = examples.get(i).label();
        }
        return new Batch(tokens, new long[] {lengths.length, time}, lengths, new Target.Labels(labels));
    }

    @Override
    public Evaluation evaluate(Network network) {
        Classification matched = classify(network, data.test());
        Map<Metric, Double> scores = new EnumMap<>(Metric.class);
        scores.put(Metric.ACCURACY, matched.accuracy());
        if (!data.mismatched().isEmpty()) {
            scores.put(Metric.MISMATCHED, classify(network, data.mismatched()).accuracy());
        }
        return new Evaluation(matched.loss(), scores);
    }

    private static Classification classify(Network network, List<Example> examples) {
        Classification counted = new Classification();
        for (int from = 0; from < examples.size(); from += BATCH) {
            Batch batch = batch(examples.subList(from, Math.min(examples.size(), from + BATCH)));
            float[][] probabilities = network.predict(batch);
            for (int i = 0; i < probabilities.length; i++) {
                counted.add(probabilities[i], batch.labels()[i]);
            }
        }
        return counted;
    }

    @Override
    public Baseline baseline() {
        return Classification.mostFrequent(
                labels(data.train()), labels(data.test()), data.classes().size());
    }

    private static int[] labels(List<Example> examples) {
        return examples.stream().mapToInt(Example::label).toArray();
    }

    @Override
    public OptionalDouble best() {
        return data.spec() instanceof PairSpec.Generated ? OptionalDouble.of(1) : OptionalDouble.empty();
    }
}
