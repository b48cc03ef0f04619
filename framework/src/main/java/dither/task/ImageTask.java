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

    /** Among so many, to be one of the five most probable is no feat. */
    private static final int FEW_CLASSES = 10;

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
        Classification counted = new Classification();
        for (int from = 0; from < size; from += BATCH) {
            Batcher.Images images = test.testing(from, Math.min(size, from + BATCH));
            float[][] probabilities = network.predict(batch(images));
            for (int i = 0; i < probabilities.length; i++) {
                counted.add(probabilities[i], images.labels()[i]);
            }
        }
        Map<Metric, Double> scores = new EnumMap<>(Metric.class);
        scores.put(Metric.ACCURACY, counted.accuracy());
        if (data.train().classes() > FEW_CLASSES) {
            scores.put(Metric.TOP5, counted.top5());
        }
        return new Evaluation(counted.loss(), scores);
    }

    @Override
    public Baseline baseline() {
        return Classification.mostFrequent(
                data.train().labels(), data.test().labels(), data.train().classes());
    }

    private static Batch batch(Batcher.Images images) {
        return new Batch(images.inputs(), images.shape(), images.labels());
    }
}
