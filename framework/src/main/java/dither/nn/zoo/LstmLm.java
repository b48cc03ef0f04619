package dither.nn.zoo;

import dither.nn.layer.Dense;
import dither.nn.layer.sequence.Bands;
import dither.nn.layer.sequence.Embedding;
import dither.nn.layer.sequence.Lstm;
import dither.nn.layer.sequence.TokenLoss;

/**
 * A recurrent language model: embedding, layers of LSTM cells, softmax.
 *
 * @param name how tables call it
 * @param layers of cells
 * @param width of the embedding and of each layer
 */
public record LstmLm(String name, int layers, int width) implements Model {
    @Override
    public void build(Plan plan, Form form) {
        if (!(form instanceof Form.Text(int vocabulary))) {
            throw Plan.unfit(name, "text", form);
        }
        String x = plan.layer("embedding", new Embedding(Bands.plain(vocabulary, width)), Plan.INPUT);
        for (int i = 0; i < layers; i++) {
            x = plan.layer("lstm" + (i + 1), new Lstm(width, width, false), x);
        }
        plan.loss(new TokenLoss(), plan.layer("classifier", new Dense(width, vocabulary), x));
    }
}
