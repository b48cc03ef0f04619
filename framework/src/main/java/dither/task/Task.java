package dither.task;

import dither.data.Dataset;
import dither.data.ImageDataset;
import dither.data.MusicDataset;
import dither.data.PairDataset;
import dither.data.TextDataset;
import dither.data.image.Augmentation;
import dither.nn.Batch;
import dither.nn.Network;
import dither.nn.zoo.Form;
import dither.random.RandomStream;
import java.util.OptionalDouble;

/** What is learned from data: how examples become batches, and how good a network is at it. */
public sealed interface Task permits ImageTask, LanguageTask, PairTask, SeparationTask {

    /** The task that a data set is for. */
    static Task of(Dataset data) {
        return switch (data) {
            case ImageDataset images -> new ImageTask(images);
            case TextDataset text -> new LanguageTask(text);
            case PairDataset pairs -> new PairTask(pairs);
            case MusicDataset music -> new SeparationTask(music);
        };
    }

    /** What a network for this task takes in and answers. */
    Form form();

    /** What counts: the score that tables show. */
    Metric metric();

    /** Mean loss of a network that has learned nothing; a loss far above it has diverged. */
    double guessing();

    /** How many batches of {@code batchSize} examples an epoch of training has. */
    int batches(int batchSize);

    /**
     * The batches of one epoch; pure functions of their number, so that they may be prepared ahead.
     *
     * @param augmentation random changes, for tasks on images
     * @param shuffle decides the order of examples
     * @param draws decides random changes
     */
    Epoch epoch(int batchSize, Augmentation augmentation, RandomStream shuffle, RandomStream draws);

    /** The batches of an epoch. */
    @FunctionalInterface
    interface Epoch {
        /** Batch {@code index}, from 0. */
        Batch batch(int index);
    }

    /** How many training examples there are. */
    int examples();

    /** Training examples {@code from} to {@code to - 1} as they are. */
    Batch sample(int from, int to);

    /** What needs no network: the score that anything worth having must beat. */
    Baseline baseline();

    /**
     * A prediction that needs no network.
     *
     * @param name what it does
     * @param score of it, by the task's {@link #metric}
     */
    record Baseline(String name, double score) {}

    /** The best score that any network could have, where the data is generated so that it is known. */
    default OptionalDouble best() {
        return OptionalDouble.empty();
    }

    /** Measures a network with the weights it has on the test data. */
    Evaluation evaluate(Network network);
}
