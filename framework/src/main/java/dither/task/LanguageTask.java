package dither.task;

import dither.data.TextDataset;
import dither.data.TextSpec;
import dither.data.image.Augmentation;
import dither.nn.Batch;
import dither.nn.Network;
import dither.nn.layer.Target;
import dither.nn.zoo.Form;
import dither.random.RandomStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Prediction of the next token by cross-entropy.
 *
 * <p>For training, the text is laid out in {@code batchSize} rows of equal length, and a batch is the next {@code context} tokens of
 * every row; where the first one starts changes with the epoch. For evaluation, blocks of {@code context} tokens overlap by
 * {@code window}, and each token but the first of the text is scored once, with at least {@code window} tokens before it where there
 * are as many.
 */
public final class LanguageTask implements Task {
    private static final int BATCH = 16;

    private final TextDataset data;
    private final TextSpec spec;

    public LanguageTask(TextDataset data) {
        this.data = data;
        this.spec = data.spec();
        if (spec.window() < 0 || spec.window() >= spec.context()) {
            throw new IllegalArgumentException(
                    "window must be in [0, context), was " + spec.window() + " of " + spec.context());
        }
    }

    @Override
    public Form form() {
        return new Form.Text(data.vocabulary().size());
    }

    @Override
    public Metric metric() {
        return spec.units() instanceof TextSpec.Units.Characters ? Metric.BITS_PER_CHARACTER : Metric.PERPLEXITY;
    }

    @Override
    public double guessing() {
        return Math.log(data.vocabulary().size());
    }

    /** One less than fit, so that every epoch has room to start where it likes. */
    @Override
    public int batches(int batchSize) {
        return Math.max(1, (data.train().length - 1) / batchSize / spec.context() - 1);
    }

    @Override
    public Epoch epoch(int batchSize, Augmentation augmentation, RandomStream shuffle, RandomStream draws) {
        int row = (data.train().length - 1) / batchSize;
        if (row < spec.context()) {
            throw new IllegalArgumentException("a text of " + data.train().length + " tokens is too short for "
                    + batchSize + " rows of " + spec.context() + "; lower batchSize or context");
        }
        int room = row - batches(batchSize) * spec.context();
        int offset = shuffle.below(0, room + 1);
        return index -> {
            int[] starts = new int[batchSize];
            for (int i = 0; i < batchSize; i++) {
                starts[i] = i * row + offset + index * spec.context();
            }
            return batch(data.train(), starts, 0);
        };
    }

    /** Contexts at {@code starts}; the first {@code read} tokens of each are not scored. */
    private Batch batch(int[] text, int[] starts, int read) {
        int context = spec.context();
        float[] tokens = new float[starts.length * context];
        int[] next = new int[tokens.length];
        Arrays.fill(tokens, Target.NONE);
        Arrays.fill(next, Target.NONE);
        int[] lengths = new int[starts.length];
        for (int i = 0; i < starts.length; i++) {
            lengths[i] = Math.min(context, text.length - 1 - starts[i]);
            for (int t = 0; t < lengths[i]; t++) {
                tokens[i * context + t] = text[starts[i] + t];
                next[i * context + t] = t < read && starts[i] > 0 ? Target.NONE : text[starts[i] + t + 1];
            }
        }
        return new Batch(tokens, new long[] {starts.length, context}, lengths, new Target.Labels(next));
    }

    @Override
    public int examples() {
        return (data.train().length - 1) / spec.context();
    }

    @Override
    public Batch sample(int from, int to) {
        int[] starts = new int[to - from];
        for (int i = from; i < to; i++) {
            starts[i - from] = i * spec.context();
        }
        return batch(data.train(), starts, 0);
    }

    @Override
    public Evaluation evaluate(Network network) {
        int stride = spec.context() - spec.window();
        int blocks = 1 + Math.max(0, (data.test().length - 2 - spec.window()) / stride);
        double sum = 0;
        for (int from = 0; from < blocks; from += BATCH) {
            int[] starts = new int[Math.min(BATCH, blocks - from)];
            for (int i = 0; i < starts.length; i++) {
                starts[i] = (from + i) * stride;
            }
            for (float loss : network.losses(batch(data.test(), starts, spec.window()))) {
                sum += loss;
            }
        }
        return evaluation(sum / (data.test().length - 1));
    }

    private Evaluation evaluation(double loss) {
        Map<Metric, Double> scores = new EnumMap<>(Metric.class);
        scores.put(
                metric(),
                switch (metric()) {
                    case BITS_PER_CHARACTER -> loss / Math.log(2);
                    default -> Math.exp(loss);
                });
        return new Evaluation(loss, scores);
    }

    /** Each token by its share of the training text, one occurrence added to each. */
    @Override
    public Baseline baseline() {
        double[] counts = new double[data.vocabulary().size()];
        Arrays.fill(counts, 1);
        for (int token : data.train()) {
            counts[token]++;
        }
        double total = data.train().length + counts.length;
        double loss = 0;
        for (int i = 1; i < data.test().length; i++) {
            loss -= Math.log(counts[data.test()[i]] / total) / (data.test().length - 1);
        }
        return new Baseline("each token by its frequency", evaluation(loss).score(metric()));
    }

    @Override
    public OptionalDouble best() {
        return Double.isNaN(data.bestLoss())
                ? OptionalDouble.empty()
                : OptionalDouble.of(evaluation(data.bestLoss()).score(metric()));
    }
}
