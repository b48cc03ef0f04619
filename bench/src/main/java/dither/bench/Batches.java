package dither.bench;

import dither.data.ImageDataset;
import dither.data.image.ImageSet;
import dither.data.image.Normalisation;
import dither.nn.Batch;
import dither.nn.layer.Target;
import dither.random.RandomStream;
import dither.task.Task;
import java.util.List;

/** Random batches of any shape: the work of a step does not depend on what is in them. */
final class Batches {
    /** What trainers are given to have something to train on; nobody asks it for a batch. */
    static final Task IDLE = Task.of(new ImageDataset(
            new ImageSet(1, 1, 1, 2, new byte[2], new int[2]),
            new ImageSet(1, 1, 1, 2, new byte[2], new int[2]),
            new Normalisation(List.of(0.0), List.of(1.0))));

    private Batches() {}

    static Batch images(int size, int side) {
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            labels[i] = i % 10;
        }
        return new Batch(noise(size * side * side * 3), new long[] {size, side, side, 3}, labels);
    }

    static Batch text(int size, int time, int vocabulary) {
        float[] tokens = tokens(size * time, vocabulary);
        int[] next = new int[tokens.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = RandomStream.of(2).below(i, vocabulary);
        }
        return new Batch(tokens, new long[] {size, time}, null, new Target.Labels(next));
    }

    static Batch sentences(int size, int time, int vocabulary) {
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            labels[i] = i % 3;
        }
        return new Batch(tokens(size * time, vocabulary), new long[] {size, time}, null, new Target.Labels(labels));
    }

    static Batch audio(int size, int time) {
        return new Batch(
                noise(size * time * 2), new long[] {size, time, 2}, null, new Target.Values(noise(size * time * 8)));
    }

    private static float[] tokens(int count, int vocabulary) {
        float[] tokens = new float[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = RandomStream.of(1).below(i, vocabulary);
        }
        return tokens;
    }

    private static float[] noise(int count) {
        float[] values = new float[count];
        RandomStream.of(1).gaussian().fill(0, values, count);
        return values;
    }
}
