package dither.task;

import dither.data.ImageDataset;
import dither.data.image.Augmentation;
import dither.data.image.Batcher;
import dither.nn.Batch;
import dither.nn.Network;
import dither.nn.layer.Target;
import dither.nn.zoo.Form;
import dither.random.RandomStream;
import java.util.EnumMap;
import java.util.Map;

/** Classification of images by cross-entropy. */
public final class ImageTask implements Task {
    private static final int BATCH = 250;
    private static final int FIVE = 5;

    private final ImageDataset data;
    private final Batcher train;
    private final Batcher test;

    public ImageTask(ImageDataset data) {
        this.data = data;
        train = new Batcher(data.train(), data.normalisation());
        test = new Batcher(data.test(), data.normalisation());
    }

    @Override
    public Form form() {
        return new Form.Images(
                data.train().height(), data.train().channels(), data.train().classes());
    }

    @Override
    public Metric metric() {
        return Metric.ACCURACY;
    }

    @Override
    public double guessing() {
        return Math.log(data.train().classes());
    }

    @Override
    public int batches(int batchSize) {
        return train.trainingBatches(batchSize);
    }

    @Override
    public Epoch epoch(int batchSize, Augmentation augmentation, RandomStream shuffle, RandomStream draws) {
        int[] order = train.order(augmentation.repeats(), shuffle);
        return index -> {
            Batcher.Images images = train.training(order, index, batchSize, augmentation, draws);
            Batch batch = batch(images);
            return augmentation.mixes()
                    ? batch.with(new Target.Shares(train.targets(
                            images, augmentation, draws.at("mixing").at(index))))
                    : batch;
        };
    }

    @Override
    public int examples() {
        return data.train().size();
    }

    @Override
    public Batch sample(int from, int to) {
        return batch(train.testing(from, to));
    }

    @Override
    public Evaluation evaluate(Network network) {
        int size = data.test().size();
        double loss = 0;
        int right = 0;
        int amongFive = 0;
        for (int from = 0; from < size; from += BATCH) {
            Batcher.Images images = test.testing(from, Math.min(size, from + BATCH));
            float[][] probabilities = network.predict(batch(images));
            for (int i = 0; i < probabilities.length; i++) {
                int label = images.labels()[i];
                loss -= Math.log(Math.max(probabilities[i][label], Float.MIN_NORMAL));
                right += best(probabilities[i]) == label ? 1 : 0;
                amongFive += rank(probabilities[i], label) < FIVE ? 1 : 0;
            }
        }
        Map<Metric, Double> scores = new EnumMap<>(Metric.class);
        scores.put(Metric.ACCURACY, (double) right / size);
        if (data.train().classes() > 2 * FIVE) { // among ten classes or fewer five are no feat
            scores.put(Metric.TOP5, (double) amongFive / size);
        }
        return new Evaluation(loss / size, scores);
    }

    @Override
    public Baseline baseline() {
        int[] counts = new int[data.train().classes()];
        for (int label : data.train().labels()) {
            counts[label]++;
        }
        int most = 0;
        for (int c = 1; c < counts.length; c++) {
            most = counts[c] > counts[most] ? c : most;
        }
        double right = 0;
        for (int label : data.test().labels()) {
            right += label == most ? 1 : 0;
        }
        return new Baseline("the most frequent class", right / data.test().size());
    }

    private static Batch batch(Batcher.Images images) {
        return new Batch(images.inputs(), images.shape(), images.labels());
    }

    /** How many classes are more probable than {@code label}. */
    private static int rank(float[] probabilities, int label) {
        int rank = 0;
        for (float probability : probabilities) {
            rank += probability > probabilities[label] ? 1 : 0;
        }
        return rank;
    }

    static int best(float[] probabilities) {
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) {
            if (probabilities[c] > probabilities[best]) {
                best = c;
            }
        }
        return best;
    }
}
