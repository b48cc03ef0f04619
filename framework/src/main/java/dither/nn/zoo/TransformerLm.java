package dither.nn.zoo;

import dither.kernel.network.Activate;
import dither.nn.layer.sequence.AdaptiveSoftmax;
import dither.nn.layer.sequence.Bands;
import dither.nn.layer.sequence.Embedding;
import dither.nn.layer.sequence.Positions;
import java.util.List;

/**
 * A causal Transformer language model with pre-norm layers whose softmax shares the embeddings. Each layer can be dropped.
 *
 * @param name how tables call it
 * @param layers of attention and feed-forward
 * @param channels of the network
 * @param heads of attention
 * @param feedForward channels between the two feed-forward products
 * @param cutoffs where the bands of the vocabulary after the first start; empty for embeddings of one width
 * @param factor by which embeddings of bands get narrower
 * @param dropout rates
 */
public record TransformerLm(
        String name,
        int layers,
        int channels,
        int heads,
        int feedForward,
        List<Integer> cutoffs,
        int factor,
        DropoutRates dropout)
        implements Model {
    public TransformerLm {
        cutoffs = List.copyOf(cutoffs);
    }

    /**
     * The model of both papers for WikiText-103, 246,935,552 parameters at a vocabulary of 267,744 (Baevski and Auli 2019,
     * fairseq's {@code transformer_lm_wiki103} with a normalisation after the last layer, 2,048 parameters).
     */
    public static TransformerLm wikitext103() {
        return new TransformerLm(
                "transformer-lm-16",
                16,
                1024,
                8,
                4096,
                List.of(20_000, 60_000),
                4,
                new DropoutRates(0.2, 0.1, 0.1, 0.2));
    }

    /** Four layers of 128 channels, for minutes on a desk. */
    public static TransformerLm desk() {
        return new TransformerLm("transformer-lm-4", 4, 128, 4, 512, List.of(), 1, new DropoutRates(0.1, 0, 0, 0));
    }

    /** Two layers of 32 channels, for runs of seconds; with two bands, so that tests meet them. */
    public static TransformerLm tiny() {
        return new TransformerLm("transformer-lm-tiny", 2, 32, 4, 64, List.of(8), 2, DropoutRates.none());
    }

    @Override
    public void build(Plan plan, Form form) {
        if (!(form instanceof Form.Text(int vocabulary))) {
            throw Plan.unfit(name, "text", form);
        }
        Bands bands = new Bands(vocabulary, cutoffs, factor, channels);
        plan.layer("embedding", new Embedding(bands), Plan.INPUT);
        plan.layer("positions", Positions.waves(channels), "embedding");
        String x = plan.dropout("input_dropout", dropout.hidden(), "positions");
        TransformerLayer layer =
                new TransformerLayer(channels, heads, feedForward, Activate.RELU, true, true, false, dropout, 0, 1e-5);
        for (int i = 0; i < layers; i++) {
            x = layer.add(plan, "layer" + (i + 1), x);
        }
        x = plan.norm("norm", channels, 1e-5, x);
        if (!cutoffs.isEmpty()) {
            x = plan.dropout("softmax_dropout", dropout.tail(), x);
        }
        plan.loss(new AdaptiveSoftmax(bands, "embedding", dropout.tail()), x);
    }
}
