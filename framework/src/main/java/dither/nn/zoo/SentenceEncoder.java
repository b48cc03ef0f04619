package dither.nn.zoo;

import dither.kernel.network.Activate;
import dither.nn.layer.ActivationFunction;
import dither.nn.layer.Dense;
import dither.nn.layer.sequence.Bands;
import dither.nn.layer.sequence.Embedding;
import dither.nn.layer.sequence.FirstPlace;
import dither.nn.layer.sequence.Positions;

/**
 * A Transformer encoder with a classifier on its first place, as RoBERTa has it. Each layer can be dropped.
 *
 * @param name how tables call it
 * @param layers of attention and feed-forward
 * @param channels of the network
 * @param heads of attention
 * @param feedForward channels between the two feed-forward products
 * @param places position embeddings; 0 for as many as the task's longest sequence
 * @param preNorm whether parts are normalised before instead of after the addition; RoBERTa's are after
 * @param dropout rates
 */
public record SentenceEncoder(
        String name,
        int layers,
        int channels,
        int heads,
        int feedForward,
        int places,
        boolean preNorm,
        DropoutRates dropout)
        implements Model {

    /** RoBERTa-base (Liu et al. 2019): 124,647,171 parameters with 50,265 tokens and 3 classes. */
    public static SentenceEncoder robertaBase() {
        return new SentenceEncoder("roberta-base", 12, 768, 12, 3072, 514, false, new DropoutRates(0.1, 0.1, 0, 0.1));
    }

    /** Four layers of 128 channels, to be trained from nothing in minutes. */
    public static SentenceEncoder desk() {
        return new SentenceEncoder("encoder-4", 4, 128, 4, 512, 0, true, new DropoutRates(0.1, 0, 0, 0.1));
    }

    /** Two layers of 32 channels, for runs of seconds. */
    public static SentenceEncoder tiny() {
        return new SentenceEncoder("encoder-tiny", 2, 32, 4, 64, 0, true, DropoutRates.none());
    }

    @Override
    public void build(Plan plan, Form form) {
        if (!(form instanceof Form.Sentences(int vocabulary, int longest, int classes))) {
            throw Plan.unfit(name, "sentences", form);
        }
        plan.layer("embedding", new Embedding(Bands.plain(vocabulary, channels)), Plan.INPUT);
        plan.layer("positions", Positions.learned(places == 0 ? longest : places, channels), "embedding");
        plan.norm("embedding_norm", channels, 1e-5, "positions");
        String x = plan.dropout("embedding_dropout", dropout.hidden(), "embedding_norm");
        TransformerLayer layer = new TransformerLayer(
                channels, heads, feedForward, Activate.GELU, false, preNorm, false, dropout, 0, 1e-5);
        for (int i = 0; i < layers; i++) {
            x = layer.add(plan, "layer" + (i + 1), x);
        }
        if (preNorm) {
            x = plan.norm("norm", channels, 1e-5, x);
        }
        plan.layer("first", new FirstPlace(), x);
        plan.layer("head", new Dense(channels, channels), plan.dropout("first_dropout", dropout.tail(), "first"));
        plan.layer("head_activation", new ActivationFunction(Activate.TANH), "head");
        plan.classify(plan.dropout("head_dropout", dropout.tail(), "head_activation"), channels, classes);
    }
}
